package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.RestorePreview.BlockingSession;
import java.util.List;

/** The sessions that hold locks on tables of users: a restore that drops or empties these waits for their end. */
public final class LockHolders {

    private static final String SQL = """
        SELECT DISTINCT ON (l.pid) coalesce(l.pid, 0) AS pid, coalesce(a.usename::pg_catalog.text, '') AS role,
            coalesce(a.application_name, '') AS application, coalesce(a.state, '') AS state,
            coalesce(a.xact_start::pg_catalog.timestamptz(0)::pg_catalog.text, '') AS since,
            pg_catalog.format('%I.%I', n.nspname, c.relname) AS object
        FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_class c ON c.oid = l.relation
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'relation' AND l.granted AND l.relation >= 16384
            AND n.nspname !~ '^pg_(temp|toast)'
            AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
            AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
            AND (a.pid IS NULL OR a.usesysid IS NOT NULL)
        ORDER BY l.pid, (c.relkind NOT IN ('r', 'p', 'm')), object
        """;

    private LockHolders() {}

    /**
     * All others than the session that asks, one of their tables each. Autovacuum is not among them: it makes way. It
     * works for no role, which everybody sees, as opposed to what kind of process it is (pg_stat_get_activity).
     */
    public static List<BlockingSession> read(Session session) {
        return session.query(
                SQL,
                row -> new BlockingSession(
                        row.integer("pid"),
                        row.text("role"),
                        row.text("application"),
                        row.text("state"),
                        row.text("since"),
                        row.text("object")));
    }
}
