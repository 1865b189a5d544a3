package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the rows of a database that was just filled, and compares them with the archive's manifest; where the archive
 * has none, with what the server said when it took them.
 */
public final class RowCheck {

    /** Planning a query locks its tables and all of their indexes, and some servers have a very small lock table. */
    private static final int TABLES_PER_QUERY = 25;

    private RowCheck() {}

    /**
     * Fails if a table has more or fewer rows than it must have.
     *
     * @param session a session with the new database
     * @param toc what of the archive was restored
     * @return how many tables were counted
     * @throws SnapshotException (SERVER) that names tables and numbers
     */
    public static int check(Session session, ArchiveReader reader, Toc toc, ParallelReplay.Loaded loaded) {
        Map<String, Long> expected = expected(reader, toc, loaded);
        readable(session, expected);
        int tablesExpected = expected.size();
        // Statistics of an archive say what was there when they were made, not what is there now.
        if (toc.entries().stream().noneMatch(entry -> entry.desc().equals("STATISTICS DATA"))) {
            countedByIndexes(session, expected);
        }
        List<String> wrong = new ArrayList<>();
        List<String> tables = new ArrayList<>(expected.keySet());
        for (int from = 0; from < tables.size(); from += TABLES_PER_QUERY) {
            List<String> some = tables.subList(from, Math.min(tables.size(), from + TABLES_PER_QUERY));
            StringBuilder sql = new StringBuilder();
            for (int i = 0; i < some.size(); i++) {
                sql.append(i == 0 ? "" : " UNION ALL ").append("SELECT ").append(i);
                sql.append(" AS i, pg_catalog.count(*) AS rows FROM ONLY ").append(some.get(i));
            }
            session.query(sql.toString(), row -> {
                String table = some.get(row.integer("i"));
                long wanted = expected.getOrDefault(table, 0L);
                if (row.bigint("rows") != wanted) {
                    wrong.add(table + " has " + row.bigint("rows") + " rows instead of " + wanted);
                }
                return 0;
            });
        }
        if (!wrong.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.SERVER,
                    "what is in the database now is not what the snapshot says: "
                            + String.join(", ", wrong.subList(0, Math.min(5, wrong.size())))
                            + "; see that nobody changes it while it is filled, and try again");
        }
        return tablesExpected;
    }

    /**
     * Whoever builds an index counts the rows that it has to hold ({@code index_update_stats}): where that is right, it
     * need not be done again. Where it is not, ANALYZE may have made an
     * estimate of it since, or autovacuum is off.
     */
    private static void countedByIndexes(Session session, Map<String, Long> expected) {
        session.query("""
            SELECT pg_catalog.format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(c.relname, '"', '""')) AS name,
                c.reltuples::pg_catalog.int8 AS rows
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.reltuples BETWEEN 1 AND 16777215 AND EXISTS (SELECT 1 FROM pg_catalog.pg_index i
                WHERE i.indrelid = c.oid AND i.indisvalid AND i.indisready)
            """, row -> expected.remove(row.text("name"), row.bigint("rows")));
    }

    private static Map<String, Long> expected(ArchiveReader reader, Toc toc, ParallelReplay.Loaded loaded) {
        Map<String, Long> told = reader.rows();
        Map<String, Long> expected = new LinkedHashMap<>();
        for (TocEntry entry : toc.entries()) {
            boolean viaRoot = entry.defn() != null && entry.defn().startsWith("-- load via partition root ");
            if (!entry.desc().equals("TABLE DATA") || viaRoot) {
                continue;
            }
            Long rows = told.getOrDefault(
                    String.valueOf(entry.fileName()), loaded.rowsOfEntries().get(entry.dumpId()));
            if (rows != null) {
                expected.put(
                        SqlText.id(String.valueOf(entry.namespace())) + "." + SqlText.id(String.valueOf(entry.tag())),
                        rows);
            }
        }
        return expected;
    }

    /** Row security that is forced on the owner hides rows from her, and this session turns that into an error. */
    private static void readable(Session session, Map<String, Long> expected) {
        session.query("""
            SELECT pg_catalog.format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(c.relname, '"', '""')) AS name
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relforcerowsecurity AND c.relrowsecurity AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles
                WHERE rolname = current_user AND (rolsuper OR rolbypassrls))
            """, row -> row.text("name")).forEach(expected::remove);
    }
}
