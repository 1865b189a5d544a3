package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Compares what is in a file with what was written to it. */
public final class ReadBack {

    private static final int BUFFER = 1 << 16;

    /** Half of the memory is for the table of contents. */
    private static final int MEMORY_SHARE = 2;

    private ReadBack() {}

    /**
     * Whether the table of contents, whose bytes must be in the file, is what was written; the rest of the archive need
     * not be there. It is read as a restore reads it, too.
     *
     * @param record what was written
     * @throws ArchiveException if it cannot be read
     */
    public static boolean toc(Path file, MemberRecord record) {
        Member member = new Member(record.name(), TarHeader.BLOCK, record.size());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!digest(content(channel, file, member)).equals(record.sha256())) {
                return false;
            }
            TocReader.read(new TocInput(
                    content(channel, file, member),
                    file.toString(),
                    member,
                    Runtime.getRuntime().maxMemory() / MEMORY_SHARE));
            return true;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Whether an archive has these members and no others, by their headers. The content is compared of the last one, the
     * manifest, which says of all others what they hold.
     *
     * @param records what was written, the manifest included
     */
    public static boolean holds(Path file, List<MemberRecord> records) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            List<Member> members = MemberIndex.scan(channel, file.toString()).all();
            if (records.isEmpty() || members.size() != records.size()) {
                return false;
            }
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                MemberRecord record = records.get(i);
                if (!member.name().equals(record.name()) || member.size() != record.size()) {
                    return false;
                }
            }
            int last = members.size() - 1;
            return digest(content(channel, file, members.get(last)))
                    .equals(records.get(last).sha256());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static InputStream content(FileChannel channel, Path file, Member member) {
        return new MemberInputStream(channel, file.toString(), member.offset(), member.size());
    }

    private static String digest(InputStream in) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            Digests.update(digest, ByteBuffer.wrap(buffer, 0, count));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static SnapshotException unreadable(Path file, IOException e) {
        return new SnapshotException(
                ErrorCode.IO, "cannot read back " + file + ": " + e.getMessage() + "; check the disk", e);
    }
}
