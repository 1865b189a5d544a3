package dev.dbsnapshot.version;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Queries;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the version of the application's schema out of a database. */
public final class LiveVersion {

    private record Found(String name, List<String> columns) {}

    private LiveVersion() {}

    /** The version in this table, or none if there is no such table, or no row or no such column in it. */
    public static SchemaVersion read(Queries session, VersionTable table) {
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
        Found found = tables.get(0);
        Optional<MigrationTool> tool = MigrationTools.of(found.columns(), table.column());
        if (tool.isEmpty()) {
            return SchemaVersion.UNVERSIONED;
        }
        List<String> reads = tool.get().reads(found.columns());
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < reads.size(); i++) {
            sql.append(i == 0 ? "SELECT " : ", ")
                    .append(quoted(reads.get(i)))
                    .append("::pg_catalog.text AS c")
                    .append(i);
        }
        VersionRows rows = tool.get().rows();
        try {
            read(session, sql + " FROM " + found.name(), reads.size(), rows);
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.PRIVILEGE) {
                throw e;
            }
            throw new SnapshotException(
                    ErrorCode.PRIVILEGE,
                    "the version of the schema cannot be read from table " + found.name() + ": " + e.getMessage()
                            + "; GRANT SELECT on it to the role, or use another role (--role)",
                    e,
                    e.sqlState().orElse(null));
        }
        return rows.get();
    }

    private static void read(Queries session, String sql, int columns, VersionRows rows) {
        session.query(sql, row -> {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                values.add(row.textOrNull("c" + i));
            }
            rows.add(values);
            return rows;
        });
    }

    private static String literal(String text) {
        return " E'" + Objects.requireNonNull(text).replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
