package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Failures;
import dev.dbsnapshot.connect.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        sink.write(ByteBuffer.wrap(TERMINATOR).asReadOnlyBuffer());
        return copied;
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
        session.requireNotCancelled();
        String doing = "copying " + label;
        try {
            CopyOutProtocol protocol = new CopyOutProtocol(session, doing, bytes -> {
                int count = bytes.remaining();
                sink.write(bytes);
                moved.accept(count);
            });
            protocol.send(sql);
            return protocol.receive();
        } catch (IOException e) {
            session.cut(e);
            throw Failures.lost(doing, e, session.isCancelled());
        }
    }
}
