package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.Queries;
import java.util.List;
import java.util.Set;

/**
 * The tables of extensions whose rows users may change and pg_dump dumps (pg_extension_config_dump). When an extension
 * stays, its rows of users are not dropped with it, and those of an archive would come on top of them.
 */
public final class ConfigTables {

    /**
     * Such a table, or a part of one.
     *
     * @param extension whose it is
     * @param schema its schema
     * @param name its name
     * @param mayDelete whether the role may delete its rows
     * @param delete the statement that deletes what users put into it
     */
    public record ConfigTable(String extension, String schema, String name, boolean mayDelete, String delete) {}

    private ConfigTables() {}

    /** Those of these extensions that hold rows of users or may. */
    public static List<ConfigTable> of(Queries session, Set<String> extensions) {
        if (extensions.isEmpty()) {
            return List.of();
        }
        String names = String.join(
                ", ", extensions.stream().map(SqlText::literal).sorted().toList());
        return session.query(
                """
                SELECT e.extname, n.nspname, c.relname, pg_catalog.has_table_privilege(c.oid, 'DELETE') AS may,
                    pg_catalog.format('DELETE FROM ONLY %%I.%%I %%s', n.nspname, c.relname, f.condition) AS delete
                FROM pg_catalog.pg_extension e
                CROSS JOIN ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition))
                    AS f (relation, condition)
                JOIN pg_catalog.pg_class c ON c.oid = f.relation
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND e.extname IN (%s)
                ORDER BY 1, 2, 3
                """.formatted(names),
                row -> new ConfigTable(
                        row.text("extname"),
                        row.text("nspname"),
                        row.text("relname"),
                        row.bool("may"),
                        row.text("delete")));
    }
}
