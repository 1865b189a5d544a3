package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;

/**
 * Whether the server's lock table holds all that one transaction drops and creates. Every object that is dropped is
 * locked until the transaction ends, its columns' defaults and constraints included, and every relation that is made.
 * Running out of it happens in the middle of the work, and it hits other sessions too.
 */
final class LockBudget {

    // The size of the table is NLOCKENTS() in lock.c, with MaxBackends as postinit.c adds it up.
    private static final String CAPACITY = """
            SELECT current_setting('max_locks_per_transaction')::pg_catalog.int8
                * (current_setting('max_connections')::pg_catalog.int8
                    + current_setting('max_prepared_transactions')::pg_catalog.int8
                    + current_setting('max_worker_processes')::pg_catalog.int8
                    + current_setting('max_wal_senders')::pg_catalog.int8
                    + coalesce(current_setting('autovacuum_worker_slots', true),
                        current_setting('autovacuum_max_workers'))::pg_catalog.int8
                    + 1) AS capacity,
                current_setting('max_locks_per_transaction') AS setting,
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks
                    WHERE NOT fastpath AND locktype IN ('relation', 'object')) AS used,
            """;

    private static final String DROPPED = """
            (SELECT pg_catalog.count(*) FROM (SELECT DISTINCT classid, objid FROM pg_catalog.pg_depend
                    WHERE objid >= 16384) d)
                + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata) AS dropped
            """;

    private LockBudget() {}

    /**
     * Fails if it does not fit.
     *
     * @param dropping whether all that users made in the target is dropped in the same transaction
     */
    static void check(Session session, Toc toc, boolean dropping) {
        long created = toc.entries().stream().mapToLong(LockBudget::locks).sum();
        String sql = CAPACITY + (dropping ? DROPPED : "0::pg_catalog.int8 AS dropped");
        session.query(sql, row -> {
            long capacity = row.bigint("capacity") - row.bigint("used");
            long dropped = row.bigint("dropped");
            if (dropped + created > capacity) {
                throw tooMany(dropped, created, capacity, row.integer("setting"));
            }
            return capacity;
        });
    }

    private static SnapshotException tooMany(long dropped, long created, long capacity, int setting) {
        long factor = (dropped + created + capacity - 1) / Math.max(capacity, 1);
        return new SnapshotException(
                ErrorCode.UNSUPPORTED,
                "too many objects for one transaction: dropping takes " + dropped + " locks, creating " + created
                        + ", and the server has " + capacity + " free; set max_locks_per_transaction (now " + setting
                        + ") to " + setting * (factor + 1)
                        + " or more and restart the server, or restore into a new, empty database");
    }

    private static int locks(TocEntry entry) {
        String definition = entry.defn() == null ? "" : entry.defn();
        return switch (entry.desc()) {
            // The table, and the table and index of its long values.
            case "TABLE", "MATERIALIZED VIEW" -> 3;
            case "INDEX", "VIEW", "SEQUENCE", "FOREIGN TABLE" -> 1;
            case "CONSTRAINT" -> definition.contains(" CHECK ") ? 0 : 1;
            default -> 0;
        };
    }
}
