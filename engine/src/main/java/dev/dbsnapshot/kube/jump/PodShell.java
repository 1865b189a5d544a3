package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.tunnel.PodExec;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs scripts of sh in the pod, in a folder of this run. A stream that breaks does not end the work: what can be asked
 * again is asked again, as long as the pod is there. Used by one thread.
 */
final class PodShell {

    /** What a stream to the pod is used for. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    private static final String FOLDER = """
        umask 077
        d="${HOME:-/tmp}/db-snapshot-$0"
        mkdir -p "$d" && cd "$d" || exit 1
        """;

    /** The answers of an API server that does not change its mind. */
    private static final Set<Integer> FINAL = Set.of(401, 403);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final PodExec exec;
    private final String run;
    private final Runnable requirePod;
    private final Consumer<String> person;
    private final Duration patience;

    /**
     * A shell.
     *
     * @param run names the folder
     * @param requirePod fails with the reason if the pod does not run any more
     * @param person hears of streams that broke
     * @param patience how long to try again
     */
    PodShell(PodExec exec, String run, Runnable requirePod, Consumer<String> person, Duration patience) {
        this.exec = exec;
        this.run = run;
        this.requirePod = requirePod;
        this.person = person;
        this.patience = patience;
    }

    /** Runs a script once. */
    PodExec.Ending once(String script, InputStream input, OutputStream output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", FOLDER + script, run));
        command.addAll(List.of(arguments));
        return exec.run(command, input, output);
    }

    /** Runs a script that may run twice, and returns what it writes; it must succeed. */
    String ask(String doing, String script, String... arguments) {
        return ask(doing, script, new byte[0], arguments);
    }

    /** The same with standard input. */
    String ask(String doing, String script, byte[] input, String... arguments) {
        return insist(doing, () -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            PodExec.Ending ending = once(script, new ByteArrayInputStream(input), output, arguments);
            if (ending.exitCode() != 0) {
                throw failed(doing, ending.exitCode(), ending.complaint());
            }
            return output.toString(StandardCharsets.UTF_8);
        });
    }

    static SnapshotException failed(String doing, int exitCode, String complaint) {
        return new SnapshotException(
                ErrorCode.SERVER,
                doing + " in pod " + JumpPodSpec.NAME + " failed with exit code " + exitCode + ": "
                        + (complaint.isBlank() ? "it gave no reason" : complaint.strip()));
    }

    /** Tries until it succeeds, as long as there is hope. */
    <T> T insist(String doing, Attempt<T> attempt) {
        long end = System.nanoTime() + patience.toNanos();
        String said = "";
        while (true) {
            try {
                return attempt.run();
            } catch (InterruptedIOException e) {
                throw cancelled(e);
            } catch (IOException e) {
                String why = String.valueOf(e.getMessage());
                requireHope(doing, e, System.nanoTime() > end);
                if (!why.equals(said)) {
                    person.accept(doing + ": " + why + "; trying again");
                    said = why;
                }
                pause(PAUSE);
            }
        }
    }

    private void requireHope(String doing, IOException e, boolean late) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(e);
        }
        if (e.getCause() instanceof WebSocketHandshakeException handshake
                && FINAL.contains(handshake.getResponse().code())) {
            throw new SnapshotException(ErrorCode.PRIVILEGE, doing + ": " + e.getMessage(), e);
        }
        try {
            requirePod.run();
        } catch (SnapshotException gone) {
            if (gone.code() != ErrorCode.CONNECTION) {
                gone.addSuppressed(e);
                throw gone;
            } // The API server cannot be asked either.
        }
        if (late) {
            throw new SnapshotException(
                    ErrorCode.CONNECTION,
                    doing + ": the streams to pod " + JumpPodSpec.NAME + " break, for " + patience.toSeconds()
                            + " s now: " + e.getMessage() + ": see whether the API server and the node are well, then"
                            + " try again",
                    e);
        }
    }

    static SnapshotException cancelled(Exception e) {
        Thread.currentThread().interrupt();
        return new SnapshotException(ErrorCode.CANCELLED, "cancelled while the jump pod worked", e);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }
}
