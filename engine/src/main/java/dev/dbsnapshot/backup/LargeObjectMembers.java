package dev.dbsnapshot.backup;

import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.MemberWriter;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.ByteSink;
import dev.dbsnapshot.copy.LargeObjectSink;
import dev.dbsnapshot.copy.LargeObjectsOut;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Writes large objects into an archive: a member each, then the member that lists them. Not thread-safe. */
final class LargeObjectMembers implements LargeObjectSink {

    private final ArchiveWriter archive;
    private final LongConsumer moved;
    private final StringBuilder list = new StringBuilder();
    private @Nullable MemberWriter current;

    private LargeObjectMembers(ArchiveWriter archive, LongConsumer moved) {
        this.archive = archive;
        this.moved = moved;
    }

    /**
     * Writes all of them.
     *
     * @param moved hears of every piece: how many bytes it has
     * @return how many bytes all of them have
     */
    static long write(Session session, ArchiveWriter archive, List<Long> oids, String tocName, LongConsumer moved) {
        LargeObjectMembers members = new LargeObjectMembers(archive, moved);
        long bytes;
        try {
            bytes = new LargeObjectsOut(session).read(oids, members);
        } finally {
            members.leave();
        }
        try (MemberWriter member = archive.member(tocName)) {
            member.write(ByteBuffer.wrap(members.list.toString().getBytes(StandardCharsets.US_ASCII)));
            member.finish(-1);
        }
        return bytes;
    }

    @Override
    public ByteSink begin(long oid) {
        MemberWriter member = archive.member(MemberNames.largeObject(oid));
        current = member;
        return content -> {
            int count = content.remaining();
            member.write(content);
            moved.accept(count);
        };
    }

    @Override
    public void end(long oid) {
        if (current != null) {
            current.finish(-1);
        }
        leave();
        list.append(oid).append(' ').append(MemberNames.largeObject(oid)).append('\n');
    }

    private void leave() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
