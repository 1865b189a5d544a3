package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Failures;
import dev.dbsnapshot.connect.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads rows by COPY ... TO stdout into a sink. The bytes are taken from the session's own socket, because the driver
 * would gather each row in memory; so memory is one small buffer, however large a row is. Not safe for use by several
 * threads.
 */
public final class CopyOut {

    private static final byte[] TERMINATOR = "\\.\n\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Session session;
    private final LongConsumer moved;
    private final byte[] buffer = new byte[CopyOutProtocol.BUFFER];

    /**
     * Reads through this session, which was opened by {@link dev.dbsnapshot.connect.Sessions}.
     *
     * @param session an idle session
     */
    public CopyOut(Session session) {
        this(session, count -> {});
    }

    /**
     * Reads through this session, and tells how much.
     *
     * @param session an idle session
     * @param moved hears of every piece that the sink took: how many bytes of rows it has
     */
    public CopyOut(Session session, LongConsumer moved) {
        this.session = session;
        this.moved = moved;
    }

    /**
     * Reads rows, and ends them as pg_dump does: with {@code \.} and two empty lines.
     *
     * @param label what errors call the rows, for example {@code public.orders}
     * @param sql the COPY statement
     * @param sink where the bytes go
     * @return how many rows, and how many bytes without the terminator
     * @throws SnapshotException (CONNECTION_LOST, CANCELLED, SERVER, or what the sink throws); the session can be used
     *     again unless its connection is lost
     */
    public Copied member(String label, String sql, ByteSink sink) {
        Copied copied = raw(label, sql, sink);
        terminate(sink);
        return copied;
    }

    /** Writes what pg_dump writes behind the rows of a table. */
    public static void terminate(ByteSink sink) {
        sink.write(ByteBuffer.wrap(TERMINATOR).asReadOnlyBuffer());
    }

    /**
     * Reads what a COPY statement returns, and nothing else.
     *
     * @param label what errors call it
     * @param sql the COPY statement
     * @param sink where the bytes go
     * @return how many rows and bytes
     * @throws SnapshotException as {@link #member}
     */
    public Copied raw(String label, String sql, ByteSink sink) {
        Single target = new Single(sink);
        several("", List.of(new CopyRequest(label, sql, target)));
        return target.copied;
    }

    /**
     * Reads what some COPY statements return, in one round trip.
     *
     * @param before statements without rows that run first, each with its semicolon, or {@code ""}
     * @param requests at least one statement
     * @throws SnapshotException as {@link #member}; then some statements may have returned their rows already
     */
    public void several(String before, List<CopyRequest> requests) {
        session.requireNotCancelled();
        CopyOutProtocol protocol = new CopyOutProtocol(session, requests, buffer);
        try {
            protocol.exchange(before);
        } catch (IOException e) {
            session.cut(e);
            throw Failures.lost(protocol.doing(), e, session.isCancelled());
        }
    }

    /** The only one of its message. */
    private final class Single implements CopyTarget {
        private final ByteSink sink;
        private Copied copied = new Copied(0, 0);

        Single(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void begin() {
            // Its sink is open already.
        }

        @Override
        public void write(ByteBuffer bytes) {
            int count = bytes.remaining();
            sink.write(bytes);
            moved.accept(count);
        }

        @Override
        public void end(Copied all) {
            copied = all;
        }
    }
}
