package dev.dbsnapshot.version;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a migration tool records the version of a schema. Immutable.
 *
 * @param schema the schema, unquoted, or {@code null} for any, {@code public} first
 * @param table the table, unquoted
 * @param column the column that holds the version, or {@code null} for whatever the migration tool is known to have
 */
public record VersionTable(
        @Nullable String schema, String table, @Nullable String column) {

    /** golang-migrate's, wherever it is. */
    public static final VersionTable DEFAULT = new VersionTable(null, OfflineVersion.DEFAULT_TABLE, null);

    private static final String PART = "([^\".]+|\"(?:[^\"]|\"\")+\")";
    private static final Pattern NAME = Pattern.compile("(?:" + PART + "\\.)?" + PART);

    /** Understands {@code table} and {@code schema.table}, quoted where SQL needs it. */
    public static VersionTable parse(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "\"" + text + "\" is no name of a table: give table or schema.table");
        }
        String schema = matcher.group(1);
        return new VersionTable(schema == null ? null : unquoted(schema), unquoted(matcher.group(2)), null);
    }

    /** Whether a table of this name is meant. */
    public boolean matches(@Nullable String namespace, @Nullable String name) {
        return table.equals(name) && (schema == null || schema.equals(namespace));
    }

    /** The same table, with the version in this column; without it, whatever the migration tool is known to have. */
    public VersionTable withColumn(@Nullable String value) {
        return new VersionTable(schema, table, value);
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
