package dev.dbsnapshot.backup;

import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.PortionWriter;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.ByteSink;
import dev.dbsnapshot.copy.LargeObjectSink;
import dev.dbsnapshot.copy.LargeObjectsOut;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** Writes large objects into an archive: a member each, then the member that lists them. Not thread-safe. */
final class LargeObjectMembers implements LargeObjectSink {

    private final PortionWriter archive;
    private final LongConsumer moved;

    private LargeObjectMembers(PortionWriter archive, LongConsumer moved) {
        this.archive = archive;
        this.moved = moved;
    }

    /**
     * Writes some of them.
     *
     * @param moved hears of every piece: how many bytes it has
     * @return how many bytes all of them have
     */
    static long write(Session session, PortionWriter archive, Piece.Objects objects, LongConsumer moved) {
        long bytes = new LargeObjectsOut(session).read(objects.oids(), new LargeObjectMembers(archive, moved));
        if (!objects.listed().isEmpty()) {
            StringBuilder list = new StringBuilder();
            for (long oid : objects.listed()) {
                list.append(oid)
                        .append(' ')
                        .append(MemberNames.largeObject(oid))
                        .append('\n');
            }
            archive.begin(objects.tocName());
            archive.write(ByteBuffer.wrap(list.toString().getBytes(StandardCharsets.US_ASCII)));
            archive.end();
        }
        return bytes;
    }

    @Override
    public ByteSink begin(long oid) {
        archive.begin(MemberNames.largeObject(oid));
        return content -> {
            int count = content.remaining();
            archive.write(content);
            moved.accept(count);
        };
    }

    @Override
    public void end(long oid) {
        archive.end();
    }
}
