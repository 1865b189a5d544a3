package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.connect.Session;
import java.util.List;

/**
 * Settings of a session that builds indexes and loads rows. What may be used of the
 * server's memory is guessed from shared_buffers, which its administrator sized after the machine; a larger value that
 * the server has already stays.
 */
public final class SessionTuning {

    private static final long LARGEST_KB = 1L << 20;

    /** The other sessions have nothing more to begin, so that their processors are free. */
    static final String ALL_PROCESSORS = "RESET max_parallel_maintenance_workers";

    private SessionTuning() {}

    /**
     * Statements that give the current transaction the memory for building indexes, if it has less, and compile no
     * queries: the only long one, which checks a foreign key, is simple.
     */
    public static String ofTransaction(Session session) {
        return memory(session, 1, "SET LOCAL") + "SET LOCAL jit = off;\n";
    }

    /** Statements that set it, for one of this many sessions. */
    static String sql(Session session, int sessions) {
        // A crash before the end throws the database away anyway, and the end waits for the disk once.
        return memory(session, sessions, "SET")
                + "SET synchronous_commit = off; SET default_transaction_read_only = off; SET jit = off;\n"
                + (sessions > 1 ? "SET max_parallel_maintenance_workers = 0;\n" : "");
    }

    private static String memory(Session session, int sessions, String set) {
        List<String> memory = session.query("""
            SELECT (SELECT setting::pg_catalog.int8 FROM pg_catalog.pg_settings WHERE name = 'maintenance_work_mem') AS now,
                (SELECT setting::pg_catalog.int8 * 8 FROM pg_catalog.pg_settings WHERE name = 'shared_buffers') AS buffers
            """, row -> {
            long wanted = Math.min(LARGEST_KB, 2 * row.bigint("buffers") / sessions);
            return wanted > row.bigint("now") ? set + " maintenance_work_mem = " + wanted + ";\n" : "";
        });
        return memory.get(0);
    }
}
