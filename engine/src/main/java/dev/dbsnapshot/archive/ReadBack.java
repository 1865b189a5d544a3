package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Compares what is in a file with what was written to it. */
public final class ReadBack {

    private static final int BUFFER = 1 << 16;

    private ReadBack() {}

    /**
     * Whether an archive has these members and no others, by their headers. The content is compared of the last one, the
     * manifest, which says of all others what they hold.
     *
     * @param records what was written, the manifest included
     */
    public static boolean holds(ArchiveReader reader, List<MemberRecord> records) {
        List<Member> members = reader.members();
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
        return digest(reader, members.get(last)).equals(records.get(last).sha256());
    }

    private static String digest(ArchiveReader reader, Member member) {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = reader.open(member)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                Digests.update(digest, ByteBuffer.wrap(buffer, 0, count));
            }
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "cannot read back " + member.name() + ": " + e.getMessage() + "; check the disk", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
