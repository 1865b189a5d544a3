package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.tunnel.PodExec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Files on their way out of the pod and into it. What exec writes may be cut off silently, with exit code 0, so that both
 * ends count and compare digests; what is missing is fetched again from where it ended.
 */
final class PodFiles {

    /** A part that is sent in one stream, and sent again if that breaks. */
    private static final int PART = 8 << 20;

    private static final int DAMAGED = 9;

    private static final String APPEND = """
        part="part-$5"
        head -c "$3" > "$part" || exit 1
        set -- "$1" "$2" "$3" "$4" "$(sha256sum < "$part")"
        case "$5" in "$4"*) ;; *) rm -f "$part"; exit 9 ;; esac
        end=$(($2 + $3))
        if mkdir "at-$1-$2" 2>/dev/null; then cat "$part" >> "$1" || exit 1; fi
        rm -f "$part"
        tries=0
        while [ "$(wc -c < "$1")" -lt "$end" ] && [ $tries -lt 30 ]; do sleep 1; tries=$((tries + 1)); done
        echo $(($(wc -c < "$1")))
        """;

    private final PodShell shell;
    private int attempts;

    PodFiles(PodShell shell) {
        this.shell = shell;
    }

    /** How many bytes a file in the pod has, and their SHA-256. */
    FileFacts facts(PodJobs jobs, String name) {
        String text = jobs.run("reading " + name, "wc -c < " + name + " && sha256sum < " + name, unused -> {});
        List<String> words = List.of(text.strip().split("\\s+"));
        if (words.size() < 2
                || !words.get(0).matches("\\d{1,18}")
                || !words.get(1).matches("[0-9a-f]{64}")) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "the image of pod " + JumpPodSpec.NAME + " does not tell length and SHA-256 of a file (it says \""
                            + text.strip() + "\"): name one by --image that has wc and sha256sum");
        }
        return new FileFacts(Long.parseLong(words.get(0)), words.get(1));
    }

    /** Fetches a file whose facts are known. */
    void download(String name, FileFacts facts, FileChannel to, LongConsumer moved) {
        MessageDigest digest = sha256();
        long[] position = {0};
        OutputStream sink = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int wanted = (int) Math.min(length, facts.bytes() - position[0]);
                ByteBuffer piece = ByteBuffer.wrap(bytes, offset, wanted);
                while (piece.hasRemaining()) {
                    try {
                        position[0] += to.write(piece, position[0]);
                    } catch (IOException e) {
                        throw new SnapshotException(
                                ErrorCode.IO, "cannot write what comes from the jump pod: " + e.getMessage(), e);
                    }
                }
                digest.update(bytes, offset, wanted);
                moved.accept(position[0]);
            }
        };
        String doing = "fetching " + name;
        while (position[0] < facts.bytes()) {
            long before = position[0];
            shell.insist(doing, () -> {
                PodExec.Ending ending = shell.once(
                        "exec tail -c +\"$1\" \"$2\"",
                        new ByteArrayInputStream(new byte[0]),
                        sink,
                        Long.toString(position[0] + 1),
                        name);
                if (ending.exitCode() != 0) {
                    throw PodShell.failed(doing, ending.exitCode(), ending.complaint());
                }
                if (position[0] == before && before < facts.bytes()) {
                    throw new IOException("the stream ended without a byte at " + before + " of " + facts.bytes());
                }
                return ending;
            });
        }
        FileFacts received = new FileFacts(position[0], HexFormat.of().formatHex(digest.digest()));
        if (!received.equals(facts)) {
            throw different(name, facts, received);
        }
    }

    /** Sends a file, and compares it with what has arrived. */
    void upload(PodJobs jobs, Path file, String name, LongConsumer moved) {
        shell.ask("making " + name, ": > \"$1\"", name);
        MessageDigest digest = sha256();
        long sent = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
                digest.update(part);
                append(part, name, sent);
                sent += part.length;
                moved.accept(sent);
            }
        } catch (IOException e) {
            throw new SnapshotException(ErrorCode.IO, "cannot read " + file + ": " + e.getMessage(), e);
        }
        FileFacts there = facts(jobs, name);
        FileFacts here = new FileFacts(sent, HexFormat.of().formatHex(digest.digest()));
        if (!there.equals(here)) {
            throw different(name, here, there);
        }
    }

    /**
     * A stream that breaks may have delivered its part or not, and its command may go on: so every attempt has a file of
     * its own, and only the first one that is whole is appended.
     */
    private void append(byte[] part, String name, long offset) {
        String digest = HexFormat.of().formatHex(sha256().digest(part));
        String doing = "sending " + name;
        shell.insist(doing, () -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            PodExec.Ending ending = shell.once(
                    APPEND,
                    new ByteArrayInputStream(part),
                    output,
                    name,
                    Long.toString(offset),
                    Integer.toString(part.length),
                    digest,
                    Integer.toString(++attempts));
            String size = output.toString(StandardCharsets.UTF_8).strip();
            if (ending.exitCode() == DAMAGED) {
                throw new IOException("a part arrived damaged or cut off");
            }
            if (ending.exitCode() != 0) {
                throw PodShell.failed(doing, ending.exitCode(), ending.complaint());
            }
            if (!size.equals(Long.toString(offset + part.length))) {
                throw new IOException("the pod does not confirm what it received");
            }
            return ending;
        });
    }

    private static SnapshotException different(String name, FileFacts sent, FileFacts received) {
        return new SnapshotException(
                ErrorCode.IO,
                name + " did not arrive as it was sent: " + sent + " here, " + received
                        + " at the other end: try again, and see whether the disk of the node or of this machine is"
                        + " well");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
