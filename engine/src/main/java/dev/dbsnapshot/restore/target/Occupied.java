package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is in the way of making a part of an archive beside what is there. Immutable.
 *
 * @param existing relations that are there and would be made
 * @param filled tables that are not made, would get rows, and have some
 */
public record Occupied(List<String> existing, List<String> filled) {

    private static final int TABLES_PER_QUERY = 200;

    public Occupied {
        existing = List.copyOf(existing);
        filled = List.copyOf(filled);
    }

    /**
     * Asks the target.
     *
     * @param aside schemas that step aside, so that nothing in them is in the way
     */
    public static Occupied read(Session session, Toc toc, Set<String> aside) {
        Set<String> made = new HashSet<>();
        Map<String, String> loaded = new TreeMap<>();
        for (TocEntry entry : toc.entries()) {
            String schema = String.valueOf(entry.namespace());
            String name = SqlText.id(schema) + "." + SqlText.id(String.valueOf(entry.tag()));
            if (aside.contains(schema)) {
                continue;
            }
            switch (entry.desc()) {
                case "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE", "INDEX" -> made.add(name);
                case "TABLE DATA" -> loaded.put(name, schema + "." + entry.tag());
                default -> {}
            }
        }
        List<String> existing = new ArrayList<>();
        Set<String> tables = new HashSet<>();
        session.query(
                """
                SELECT pg_catalog.format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(c.relname, '"', '""')) AS name,
                    n.nspname || '.' || c.relname AS shown, c.relkind IN ('r', 'p') AS is_table
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1
                """,
                row -> {
                    if (made.contains(row.text("name"))) {
                        existing.add(row.text("shown"));
                    }
                    if (row.bool("is_table")) {
                        tables.add(row.text("name"));
                    }
                    return 0;
                });
        List<String> asked = loaded.keySet().stream()
                .filter(name -> tables.contains(name) && !made.contains(name))
                .toList();
        return new Occupied(existing, filled(session, asked, loaded));
    }

    private static List<String> filled(Session session, List<String> tables, Map<String, String> shown) {
        List<String> filled = new ArrayList<>();
        for (int from = 0; from < tables.size(); from += TABLES_PER_QUERY) {
            List<String> some = tables.subList(from, Math.min(tables.size(), from + TABLES_PER_QUERY));
            StringBuilder sql = new StringBuilder();
            for (int i = 0; i < some.size(); i++) {
                sql.append(i == 0 ? "" : " UNION ALL ").append("SELECT ").append(i);
                sql.append(" AS i WHERE EXISTS (SELECT 1 FROM ONLY ")
                        .append(some.get(i))
                        .append(")");
            }
            session.query(sql.toString(), row -> filled.add(shown.getOrDefault(some.get(row.integer("i")), "")));
        }
        return filled;
    }
}
