package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the tables that are backed up from being dropped or changed, as pg_dump does: ACCESS SHARE locks, taken after the
 * snapshot, on what the snapshot shows. Several tables per statement; how long to wait says lock_timeout.
 */
final class TableLocks {

    private static final int LONGEST_STATEMENT = 64 * 1024;

    private record Table(long oid, long namespace, String name) {}

    private TableLocks() {}

    /**
     * Locks all tables that hold rows of users, partitioned ones too. Tables of extensions are locked where their rows
     * are configuration, which is backed up.
     *
     * @return their OIDs
     */
    static List<Long> take(Session session, Selection selection) {
        List<Table> all =
                session.query("""
                    SELECT c.oid, c.relnamespace, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
                    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
                        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                        AND (NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                                    AND d.objsubid = 0 AND d.deptype = 'e')
                            OR EXISTS (SELECT 1 FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig)))
                    ORDER BY c.oid
                    """, row -> new Table(row.oid("oid"), row.oid("relnamespace"), row.text("name")));
        List<Table> tables = all.stream()
                .filter(table -> selection.includesTable(table.oid(), table.namespace()))
                .toList();
        Duration timeout = selection.options().lockWaitTimeout();
        if (timeout != null) {
            session.execute("SET lock_timeout = " + Math.max(1, timeout.toMillis()));
        }
        List<String> names = new ArrayList<>();
        int length = 0;
        for (Table table : tables) {
            names.add(table.name());
            length += table.name().length();
            if (length > LONGEST_STATEMENT) {
                lock(session, names);
                names.clear();
                length = 0;
            }
        }
        lock(session, names);
        if (timeout != null) {
            session.execute("SET lock_timeout = 0");
        }
        mustBeTheSame(session, tables);
        return tables.stream().map(Table::oid).toList();
    }

    private static void lock(Session session, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        try {
            session.execute("LOCK TABLE " + String.join(", ", names) + " IN ACCESS SHARE MODE");
        } catch (SnapshotException e) {
            throw e.saying("cannot lock the tables for reading: " + e.getMessage() + "; " + remedy(e));
        }
    }

    /** What helps depends on why: 42501 insufficient_privilege, 55P03 lock_not_available, 42P01 undefined_table. */
    private static String remedy(SnapshotException failure) {
        return switch (failure.sqlState().orElse("")) {
            case "42501" -> "back up as a role that may read them";
            case "55P03" -> "somebody changes them and did not end in time: try again, or wait longer";
            default -> "somebody changes tables just now: try again";
        };
    }

    // The snapshot is older than the locks: in between a table may have been dropped and another one given its name, or
    // have got another file by TRUNCATE or ALTER TABLE, after which older snapshots see no rows in it (VACUUM FULL and
    // CLUSTER keep them, but look the same from here). to_regclass and pg_relation_filenode look into the catalogs of
    // now.
    private static void mustBeTheSame(Session session, List<Table> tables) {
        if (tables.isEmpty()) {
            return;
        }
        List<String> oids =
                tables.stream().map(table -> Long.toString(table.oid())).toList();
        List<String> changed = session.query("""
            SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = ANY ('{%s}'::pg_catalog.oid[])
                AND (pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', n.nspname, c.relname)) IS DISTINCT FROM
                        c.oid::pg_catalog.regclass
                    OR c.relkind = 'r' AND c.relfilenode <> 0
                        AND pg_catalog.pg_relation_filenode(c.oid) IS DISTINCT FROM c.relfilenode)
            """.formatted(String.join(",", oids)), row -> row.text("name"));
        if (!changed.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "tables were replaced or rewritten after the snapshot was taken, which may show no rows of them any"
                            + " more: " + String.join(", ", changed) + "; try again");
        }
    }
}
