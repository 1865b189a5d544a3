package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in an archive. Immutable.
 *
 * @param entry its entry, TABLE DATA
 * @param table the table
 * @param into the table that the rows are loaded into: the table itself, or the root of its partitions
 * @param columns the columns that the rows have, or {@code null} where they are INSERT statements
 * @param bytes the size of its member
 * @param rows how many rows it has, or -1 where the archive does not say
 */
record ArchivedTable(
        TocEntry entry, Name table, Name into, @Nullable List<String> columns, long bytes, long rows) {

    private static final String NAME = "(\"(?:[^\"]|\"\")*\"|[^\\s\".(),]+)";
    private static final Pattern COPY =
            Pattern.compile("^COPY (?:" + NAME + "\\.)?" + NAME + " +(?:\\((.*)\\) )?FROM stdin", Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile(NAME);

    /** What pg_dump writes where there are no rows: COPY's terminator and two empty lines, or nothing. */
    private static final long EMPTY = "\\.\n\n\n".length();

    static ArchivedTable of(TocEntry entry, long bytes, long rows) {
        Name table = new Name(String.valueOf(entry.namespace()), String.valueOf(entry.tag()));
        Matcher copy = COPY.matcher(entry.copyStmt() == null ? "" : entry.copyStmt());
        if (!copy.find()) {
            return new ArchivedTable(entry, table, table, null, bytes, rows);
        }
        // Archives before the empty search_path name the table alone.
        String schema = copy.group(1) == null ? table.schema() : unquoted(copy.group(1));
        Name into = new Name(schema, unquoted(copy.group(2)));
        List<String> columns = new ArrayList<>();
        if (copy.group(3) != null) {
            Matcher column = COLUMN.matcher(copy.group(3));
            while (column.find()) {
                columns.add(unquoted(column.group(1)));
            }
        }
        return new ArchivedTable(entry, table, into, List.copyOf(columns), bytes, rows);
    }

    /** Whether the archive has no row of it. */
    boolean isEmpty() {
        return bytes <= EMPTY;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
