package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SafetySnapshot;
import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.List;

/**
 * Whether the server lets as many sessions in as a path needs beside the one that looks: role, database and server each
 * have a limit (InitializeSessionUserId, CheckMyDatabase and InitPostgres of postinit.c). A superuser is bound by the
 * server's alone. What others leave of that changes all the time, and of their sessions the server does not tell which
 * are parallel workers: so too little of it is only a warning.
 */
public final class FreeConnections {

    private static final String LIMITS = """
        SELECT s.role, s.rolsuper, s.rolconnlimit AS role_limit, d.datconnlimit AS database_limit,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = s.oid
                AND coalesce(a.backend_type, 'client backend') = 'client backend')::pg_catalog.int4 AS of_role,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid
                AND a.usesysid IS NOT NULL
                AND coalesce(a.backend_type, 'client backend') = 'client backend')::pg_catalog.int4 AS of_database,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid IS NOT NULL
                AND coalesce(a.backend_type, 'client backend') = 'client backend')::pg_catalog.int4 AS of_server,
            current_setting('max_connections')::pg_catalog.int4 - CASE WHEN s.rolsuper THEN 0 ELSE
                current_setting('superuser_reserved_connections')::pg_catalog.int4
                + CASE WHEN %s THEN 0
                    ELSE coalesce(current_setting('reserved_connections', true), '0')::pg_catalog.int4 END
                END AS server_limit
        FROM (SELECT oid, rolname AS role, rolsuper, rolconnlimit FROM pg_catalog.pg_roles
                WHERE rolname = session_user) s,
            pg_catalog.pg_database d
        WHERE d.datname = pg_catalog.current_database()
        """;

    private static final String MAY_USE_RESERVED =
            "pg_catalog.pg_has_role(s.oid, 'pg_use_reserved_connections', 'USAGE')";

    /**
     * How many sessions a path opens beside the main one.
     *
     * @param fewest it cannot do without
     * @param most it opens if it may
     * @param inDatabase whether they are with the database itself
     */
    private record Wanted(int fewest, int most, boolean inDatabase) {}

    private FreeConnections() {}

    /**
     * What keeps this path from having the sessions that it wants.
     *
     * @param several whether a restore into an empty database takes several transactions
     */
    public static List<Finding> findings(RestoreJob job, RestorePath path, boolean several) {
        Wanted wanted = wanted(job, path, several);
        if (wanted.most() == 0) {
            return List.of();
        }
        String reserved = job.server().version().atLeast(16) ? MAY_USE_RESERVED : "false";
        return job.session()
                .query(LIMITS.formatted(reserved), row -> findings(job, row, wanted))
                .get(0);
    }

    private static Wanted wanted(RestoreJob job, RestorePath path, boolean several) {
        int jobs = job.options().jobs();
        boolean swap = job.options().strategy() == RestoreStrategy.SWAP;
        return switch (path) {
            case REFUSED, ADDITION -> new Wanted(0, 0, true);
            case EMPTY_TARGET -> several ? new Wanted(1, jobs, true) : new Wanted(0, 0, true);
            case DATA_ONLY, DROP_AND_RESTORE -> {
                if (swap) {
                    yield new Wanted(2, 1 + jobs, false); // One with a third database, which renames.
                }
                boolean crew =
                        path == RestorePath.DROP_AND_RESTORE && job.options().strategy() == RestoreStrategy.NO_ATOMIC;
                int safety = job.options().safetySnapshot() && job.safety() != SafetySnapshot.NONE ? 1 : 0;
                yield crew ? new Wanted(1, jobs, true) : new Wanted(safety, safety, true);
            }
        };
    }

    private static List<Finding> findings(RestoreJob job, Row row, Wanted wanted) {
        boolean bound = !row.bool("rolsuper");
        String role = "role " + row.text("role");
        int roleLimit = row.integer("role_limit");
        if (bound && roleLimit >= 0 && row.integer("of_role") + wanted.most() > roleLimit) {
            return List.of(finding(
                    role, roleLimit, row.integer("of_role"), wanted, "ALTER ROLE " + SqlText.id(row.text("role"))));
        }
        int databaseLimit = row.integer("database_limit");
        if (bound
                && wanted.inDatabase()
                && databaseLimit >= 0
                && row.integer("of_database") + wanted.most() > databaseLimit) {
            String database = job.server().database();
            return List.of(finding(
                    "database " + database,
                    databaseLimit,
                    row.integer("of_database"),
                    wanted,
                    "ALTER DATABASE " + SqlText.id(database)));
        }
        int free = row.integer("server_limit") - row.integer("of_server");
        return free >= wanted.most()
                ? List.of()
                : List.of(Finding.warning(
                        "the server has " + Math.max(free, 0) + " connections left for " + role + " (max_connections),"
                                + " and this restore wants " + wanted.most() + " more",
                        "end other sessions, or give fewer --jobs"));
    }

    private static Finding finding(String whose, int limit, int used, Wanted wanted, String alter) {
        int free = Math.max(limit - used, 0);
        String what = whose + " has a CONNECTION LIMIT of " + limit + ", and " + used + " are in use";
        if (free >= wanted.fewest()) {
            int left = wanted.most() - free;
            return Finding.warning(
                    what + ": this restore wants " + wanted.most() + " more, and will go on with " + left + " fewer",
                    "");
        }
        return Finding.blocks(
                ErrorCode.CONFLICT,
                what + ": this restore needs at least " + wanted.fewest() + " more",
                "end other sessions, or let a superuser run " + alter + " CONNECTION LIMIT " + (used + wanted.most())
                        + " or more");
    }
}
