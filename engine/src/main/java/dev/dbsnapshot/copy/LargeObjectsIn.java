package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * Writes the content of large objects that exist already, many small ones in one round trip. Memory is a few megabytes,
 * however large an object is. Nothing is sure to be written before {@link #flush()}. Not safe for use by several
 * threads.
 */
public final class LargeObjectsIn {

    private static final int PIECE = 1 << 18;
    private static final int MESSAGE = 1 << 20;

    private final Session session;
    private final LongConsumer moved;
    private final StringBuilder pending = new StringBuilder();
    private final byte[] buffer = new byte[PIECE];

    /**
     * Writes through this session.
     *
     * @param session an idle session
     */
    public LargeObjectsIn(Session session) {
        this(session, count -> {});
    }

    /**
     * Writes through this session, and tells how much.
     *
     * @param session an idle session
     * @param moved hears of every piece: how many bytes it has
     */
    public LargeObjectsIn(Session session, LongConsumer moved) {
        this.session = session;
        this.moved = moved;
    }

    /**
     * Writes the content of an object, from its beginning on.
     *
     * @param oid its OID
     * @param content read to its end and not closed
     * @return how many bytes it has
     * @throws SnapshotException (IO if reading fails, CONNECTION_LOST, CANCELLED, PRIVILEGE, SERVER)
     */
    public long write(long oid, InputStream content) {
        long at = 0;
        for (int read = read(oid, content); read > 0; read = read(oid, content)) {
            // decode() and not '\x...', which standard_conforming_strings could change.
            pending.append("SELECT pg_catalog.lo_put(")
                    .append(oid)
                    .append(", ")
                    .append(at)
                    .append(", pg_catalog.decode('")
                    .append(HexFormat.of().formatHex(buffer, 0, read))
                    .append("', 'hex'));\n");
            at += read;
            moved.accept(read);
            if (pending.length() >= MESSAGE) {
                flush();
            }
        }
        return at;
    }

    /** Sends what waits for a full message. */
    public void flush() {
        if (pending.length() > 0) {
            String message = pending.toString();
            pending.setLength(0);
            session.execute(message);
        }
    }

    private int read(long oid, InputStream content) {
        try {
            return content.readNBytes(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "cannot read large object " + oid + " (" + e.getMessage() + ")", e);
        }
    }
}
