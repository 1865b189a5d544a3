package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether the server's lock table holds all that one transaction drops and creates. Every object that is dropped is
 * locked until the transaction ends, its columns' defaults and constraints included, and every relation that is made.
 * Running out of it happens in the middle of the work, and it hits other sessions too.
 */
public final class LockBudget {

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

    private static final Pattern ABOUT_RELATION = Pattern.compile(
            "^(?:TABLE|COLUMN|VIEW|MATERIALIZED VIEW|FOREIGN TABLE|SEQUENCE|INDEX|CONSTRAINT|TRIGGER|RULE|POLICY) ");

    private static final Pattern FIXED_LENGTH =
            Pattern.compile("^ {4}(?:\"(?:[^\"]|\"\")+\"|[^ \"]+) (?:smallint|integer|bigint|real|double"
                    + " precision|boolean|date|time(?:stamp)? with(?:out)? time"
                    + " zone|uuid|oid|name|interval|money|\"char\")(?: |,|$)");

    private LockBudget() {}

    /**
     * Finds out whether it fits.
     *
     * @param dropping whether all that users made in the target is dropped in the same transaction
     */
    public static Optional<Finding> check(Session session, Toc toc, boolean dropping) {
        long created = toc.entries().stream().mapToLong(LockBudget::locks).sum();
        String sql = CAPACITY + (dropping ? DROPPED : "0::pg_catalog.int8 AS dropped");
        return session.query(sql, row -> {
                    long capacity = row.bigint("capacity") - row.bigint("used");
                    long dropped = row.bigint("dropped");
                    return dropped + created > capacity
                            ? Optional.of(tooMany(dropped, created, capacity, row.integer("setting")))
                            : Optional.<Finding>empty();
                })
                .get(0);
    }

    private static Finding tooMany(long dropped, long created, long capacity, int setting) {
        long factor = (dropped + created + capacity - 1) / Math.max(capacity, 1);
        return Finding.blocks(
                ErrorCode.UNSUPPORTED,
                "too many objects for one transaction: dropping takes " + dropped + " locks, creating " + created
                        + ", and the server has " + capacity + " free",
                "set max_locks_per_transaction (now " + setting
                        + ") to " + setting * (factor + 1)
                        + " or more and restart the server, or restore with --strategy swap, with --no-atomic, or into"
                        + " a new, empty database");
    }

    /**
     * Finds out whether a transaction fits that changes what is there.
     *
     * @param locks how many locks it takes
     * @param what what it does, for the message
     */
    public static Optional<Finding> check(Session session, long locks, String what) {
        return session.query(CAPACITY + "0 AS dropped", row -> {
                    long capacity = row.bigint("capacity") - row.bigint("used");
                    int setting = row.integer("setting");
                    return locks > capacity
                            ? Optional.of(Finding.blocks(
                                    ErrorCode.UNSUPPORTED,
                                    "too many objects for one transaction: " + what + " takes " + locks
                                            + " locks, and the server has " + capacity + " free",
                                    "set max_locks_per_transaction (now " + setting + ") to "
                                            + setting * (locks / Math.max(capacity, 1) + 2)
                                            + " or more and restart the server"))
                            : Optional.<Finding>empty();
                })
                .get(0);
    }

    private static int locks(TocEntry entry) {
        String definition = entry.defn() == null ? "" : entry.defn();
        return switch (entry.desc()) {
            case "TABLE" -> hasLongValues(definition) ? 3 : 1;
            // Twice: filling it makes a new heap, which takes the place of the first.
            case "MATERIALIZED VIEW" -> 6;
            case "INDEX", "VIEW", "SEQUENCE", "FOREIGN TABLE" -> 1;
            // A composite type is a relation.
            case "TYPE" -> definition.contains(" AS (") ? 1 : 0;
            case "CONSTRAINT" -> definition.contains(" CHECK ") ? 0 : 1;
            // Those on relations lock what was made in the same transaction.
            case "COMMENT", "SECURITY LABEL" ->
                ABOUT_RELATION.matcher(String.valueOf(entry.tag())).find() ? 0 : 1;
            default -> 0;
        };
    }

    /**
     * Whether a table probably has a second one for its long values (TOAST), which has an index: not if all its columns
     * have a type of a fixed length, nor if it is partitioned. A table of a few short varchar(n) has none either, but is
     * counted as if it had.
     */
    private static boolean hasLongValues(String definition) {
        return !definition.contains("\nPARTITION BY ")
                && definition
                        .lines()
                        .filter(line -> line.startsWith("    ") && !line.startsWith("    CONSTRAINT "))
                        .anyMatch(line -> !FIXED_LENGTH.matcher(line).find());
    }
}
