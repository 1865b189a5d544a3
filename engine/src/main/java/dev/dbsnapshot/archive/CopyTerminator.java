package dev.dbsnapshot.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The end of the rows of a table ({@code dumpTableData_copy}): a line {@code \.} and two empty lines. */
final class CopyTerminator {

    static final String TEXT = "\\.\n\n\n";

    private CopyTerminator() {}

    /**
     * How many bytes of a member are rows.
     *
     * @throws ArchiveException if the terminator is not where it should be
     */
    static long rowsSize(FileChannel channel, String archive, Member member) throws IOException {
        long rows = member.size() - TEXT.length();
        if (rows >= 0) {
            // One byte more, because the row before has to be complete.
            int before = rows == 0 ? 0 : 1;
            ByteBuffer tail = ByteBuffer.allocate(before + TEXT.length());
            while (tail.hasRemaining()) {
                if (channel.read(tail, member.offset() + rows - before + tail.position()) < 0) {
                    break;
                }
            }
            String text = new String(tail.array(), StandardCharsets.ISO_8859_1);
            if (text.equals(before == 0 ? TEXT : "\n" + TEXT)) {
                return rows;
            }
        }
        throw new ArchiveException(
                archive,
                member.offset() + member.size(),
                "the rows in " + ArchiveException.quote(member.name())
                        + " do not end with the terminator of COPY: some are missing");
    }
}
