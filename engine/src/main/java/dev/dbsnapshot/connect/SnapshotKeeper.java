package dev.dbsnapshot.connect;

import java.util.List;

/**
 * Holds a snapshot of the database open, which other sessions can look through too: all of them see the database as it
 * was at one moment. Not safe for use by several threads, but for {@link #openWorker()}. Closing it closes its own
 * session and ends the snapshot; sessions that imported it keep it until they end.
 */
public final class SnapshotKeeper implements AutoCloseable {

    private final Sessions sessions;
    private final SnapshotStart start;
    private final Session session;
    private final String id;
    private final String lsn;

    private SnapshotKeeper(Sessions sessions, SnapshotStart start, Session session, String id, String lsn) {
        this.sessions = sessions;
        this.start = start;
        this.session = session;
        this.id = id;
        this.lsn = lsn;
    }

    /**
     * Opens a session, begins a transaction (REPEATABLE READ, READ ONLY) and exports its snapshot. Works on a standby
     * too.
     *
     * @param sessions where to open it
     * @return an open keeper, which the caller closes
     */
    public static SnapshotKeeper open(Sessions sessions) {
        return open(sessions, SnapshotStart.NOW);
    }

    /**
     * Opens a session and begins a transaction in this way; else as {@link #open(Sessions)}.
     *
     * @param sessions where to open it
     * @param start how it begins, and how the sessions of workers begin
     * @return an open keeper, which the caller closes
     */
    public static SnapshotKeeper open(Sessions sessions, SnapshotStart start) {
        Session session = sessions.open(SessionPurpose.DUMP);
        try {
            start.prepare(session);
            start.beginOn(session);
            List<SnapshotKeeper> one = session.query(
                    """
                    SELECT pg_catalog.pg_export_snapshot() AS id,
                           CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                                ELSE pg_catalog.pg_current_wal_lsn() END AS lsn
                    """, row -> new SnapshotKeeper(sessions, start, session, row.text("id"), row.text("lsn")));
            return one.get(0);
        } catch (RuntimeException e) {
            session.closeAfter(e);
            throw e;
        }
    }

    /**
     * The session that holds the snapshot; it is inside the transaction.
     *
     * @return the keeper's own session
     */
    public Session session() {
        return session;
    }

    /**
     * The snapshot's name, for SET TRANSACTION SNAPSHOT.
     *
     * @return for example {@code 00000003-0000001B-1}
     */
    public String id() {
        return id;
    }

    /**
     * The place in the write-ahead log at which the snapshot was taken (on a standby: up to which it had replayed).
     *
     * @return for example {@code 0/16B3748}
     */
    public String lsn() {
        return lsn;
    }

    /**
     * Opens one more session that sees the same snapshot; may be called by several threads.
     *
     * @return an open session inside a transaction, which the caller closes
     */
    public Session openWorker() {
        Session worker = sessions.open(SessionPurpose.DUMP);
        try {
            start.prepare(worker);
            worker.execute(
                    "SET max_parallel_workers_per_gather = 0; BEGIN; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ,"
                            + " READ ONLY; SET TRANSACTION SNAPSHOT '" + id + "'");
            return worker;
        } catch (RuntimeException e) {
            worker.closeAfter(e);
            throw e;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
