package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Pause;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The sessions of a database that nobody can connect to any more. Not thread-safe. */
final class OtherSessions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 50;

    private final Session third;
    private final String database;

    OtherSessions(Session third, String database) {
        this.third = third;
        this.database = database;
    }

    /**
     * Ends them, and waits until they are gone.
     *
     * @throws SnapshotException (CONFLICT) if some do not go; they are named
     */
    void end() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> left = ask();
        while (!left.isEmpty()) {
            if (System.nanoTime() > deadline || !Pause.of(PAUSE_MILLIS)) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "these sessions with database " + database + " do not end though they were told to: "
                                + left.stream().limit(5).collect(Collectors.joining(", "))
                                + "; end them by other means, and try again");
            }
            left = ask();
        }
    }

    // Asked again each time: a session that was logging in when connections were barred appears only now. Autovacuum
    // has
    // no role, and RENAME ends it (CountOtherDBBackends).
    private List<String> ask() {
        return third.query("""
            SELECT pg_catalog.format('%%s (role %%s, %%s)', pid, coalesce(usename::pg_catalog.text, '-'),
                    coalesce(nullif(application_name, ''), backend_type)) AS session,
                CASE WHEN pg_catalog.pg_has_role(usesysid, 'USAGE')
                        OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')
                    THEN pg_catalog.pg_terminate_backend(pid) END AS told
            FROM pg_catalog.pg_stat_activity
            WHERE datname = %s AND pid <> pg_catalog.pg_backend_pid() AND usesysid IS NOT NULL
            """.formatted(SqlText.literal(database)), row -> row.text("session"));
    }
}
