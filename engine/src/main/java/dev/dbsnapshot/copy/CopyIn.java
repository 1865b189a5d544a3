package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Refusal;
import dev.dbsnapshot.connect.Session;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;

/**
 * Writes rows by COPY ... FROM stdin. Memory is one small buffer, however many and large the rows are. The server takes
 * all rows or none. Not safe for use by several threads.
 */
public final class CopyIn {

    private static final int BUFFER = 1 << 16;

    /** So much is sent in no time, whatever the server thinks of it. */
    private static final long LARGE = 16L << 20;

    private final Session session;
    private final LongConsumer moved;

    /**
     * Writes through this session.
     *
     * @param session an idle session
     */
    public CopyIn(Session session) {
        this(session, count -> {});
    }

    /**
     * Writes through this session, and tells how much.
     *
     * @param session an idle session
     * @param moved hears of every piece that was sent: how many bytes of rows it has
     */
    public CopyIn(Session session, LongConsumer moved) {
        this.session = session;
        this.moved = moved;
    }

    /**
     * Writes the rows of an archive's member, which ends with pg_dump's terminator, a line {@code \.}.
     *
     * @param label what errors call the rows, for example {@code public.orders}
     * @param sql the COPY statement; see {@link CopyStatement#withEncoding} where the archive is not UTF8
     * @param member the member from its beginning; it is read to its end and not closed
     * @return how many rows and bytes
     * @throws SnapshotException (ARCHIVE if the terminator is missing or more follows it, IO if reading fails,
     *     CONNECTION_LOST, CANCELLED, SERVER)
     */
    public Copied member(String label, String sql, InputStream member) {
        return rows(label, sql, new MemberRows(label, member));
    }

    /**
     * Writes all rows of a stream.
     *
     * @param label what errors call the rows
     * @param sql the COPY statement
     * @param rows the rows without a terminator; read to their end and not closed
     * @return how many rows and bytes
     * @throws SnapshotException as {@link #member}
     */
    public Copied rows(String label, String sql, InputStream rows) {
        session.requireNotCancelled();
        String doing = "copying into " + label;
        try {
            org.postgresql.copy.CopyIn copy =
                    session.jdbc().unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            long bytes;
            try {
                bytes = send(copy, rows);
            } catch (IOException e) {
                SnapshotException failure = new SnapshotException(
                        ErrorCode.IO, doing + ": cannot read the rows (" + e.getMessage() + ")", e);
                stop(copy, failure);
                throw failure;
            } catch (RuntimeException e) {
                stop(copy, e);
                throw e;
            }
            return new Copied(copy.endCopy(), bytes);
        } catch (SQLException e) {
            throw session.failed(doing, e);
        }
    }

    private long send(org.postgresql.copy.CopyIn copy, InputStream rows) throws IOException, SQLException {
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        Refusal refusal = null;
        try {
            for (int read = rows.read(buffer); read >= 0; read = rows.read(buffer)) {
                copy.writeToCopy(buffer, 0, read);
                bytes += read;
                moved.accept(read);
                // The driver hears the server only at the end, and a server that was told to cancel swallows the rest.
                session.requireNotCancelled();
                if (refusal == null && bytes > LARGE) {
                    refusal = session.watchForRefusal();
                } else if (refusal != null && refusal.happened()) {
                    copy.endCopy();
                    throw new SnapshotException(
                            ErrorCode.SERVER, "the server ended COPY before the last row, without saying why");
                }
            }
        } finally {
            if (refusal != null) {
                refusal.close();
            }
        }
        return bytes;
    }

    /** Tells the server that nothing more comes and that what came does not count. */
    private static void stop(org.postgresql.copy.CopyIn copy, RuntimeException reason) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
