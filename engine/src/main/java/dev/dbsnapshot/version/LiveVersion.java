package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.connect.Session;
import java.util.List;
import java.util.Objects;

/** Reads the version of the application's schema out of a database. */
public final class LiveVersion {

    private record Found(String name, List<String> columns) {}

    private LiveVersion() {}

    /** The highest version in this table, or none if there is no such table, or no row or no such column in it. */
    public static SchemaVersion read(Session session, VersionTable table) {
        String schema = table.schema() == null ? "" : " AND n.nspname = " + literal(table.schema());
        List<Found> tables = session.query(
                """
                SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name,
                    ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND c.relname = %s %s
                ORDER BY n.nspname <> 'public', n.nspname
                """.formatted(literal(table.table()), schema),
                row -> new Found(
                        row.text("name"),
                        row.array("columns").stream().map(String::valueOf).toList()));
        if (tables.isEmpty()) {
            return SchemaVersion.UNVERSIONED;
        }
        List<String> columns = tables.get(0).columns();
        int version = VersionTable.versionColumn(columns);
        if (version < 0) {
            return SchemaVersion.UNVERSIONED;
        }
        HighestVersion highest = new HighestVersion();
        String dirty = columns.contains("dirty") ? "dirty::pg_catalog.text" : "NULL::pg_catalog.text";
        session.query(
                "SELECT " + quoted(columns.get(version)) + "::pg_catalog.text AS version, " + dirty + " AS dirty FROM "
                        + tables.get(0).name(),
                row -> {
                    highest.add(row.textOrNull("version"), row.textOrNull("dirty"));
                    return highest;
                });
        return highest.get();
    }

    private static String literal(String text) {
        return " E'" + Objects.requireNonNull(text).replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
