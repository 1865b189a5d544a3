package dev.dbsnapshot.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of what {@code pg_dump --inserts} writes: a row, with or without the beginning of its statement.
 *
 * @param columns what the statement says the columns are; empty where it says nothing, or began on an earlier line
 * @param values the values without their quotes; NULL as the word
 */
record InsertedRow(List<String> columns, List<String> values) {

    private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^\\s,()\"]+)");
    private static final Pattern COLUMN_OF_TABLE =
            Pattern.compile("^ {4}(?!CONSTRAINT )(?:\"((?:[^\"]|\"\")+)\"|([^\\s,()\"]+)) ");
    private static final Pattern VALUE = Pattern.compile("(E?)'((?:[^']|'')*)'|([^',()\\s]+)");
    private static final Pattern END = Pattern.compile("\\)(?: ON CONFLICT DO NOTHING)?[;,]?\\s*$");

    InsertedRow {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }

    /** Takes a line apart; empty if it is no complete row. */
    static Optional<InsertedRow> parse(String line) {
        int values = line.startsWith("INSERT INTO ") ? line.indexOf("VALUES (") : -1;
        int at = values < 0 ? line.indexOf('(') + 1 : values + "VALUES (".length();
        if (at == 0 || (values < 0 && !line.startsWith("\t("))) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        Matcher value = VALUE.matcher(line);
        Matcher end = END.matcher(line);
        while (value.find(at) && value.start() == at) {
            boolean escapes = "E".equals(value.group(1));
            String quoted = value.group(2);
            if (escapes && quoted.contains("\\")) {
                return Optional.empty();
            }
            found.add(quoted == null ? value.group(3) : quoted.replace("''", "'"));
            at = value.end();
            if (end.find(at) && end.start() == at) {
                return Optional.of(new InsertedRow(listed(values < 0 ? "" : line.substring(0, values)), found));
            }
            if (!line.startsWith(", ", at)) {
                return Optional.empty();
            }
            at += 2;
        }
        return Optional.empty();
    }

    /** The columns that the beginning of a statement lists. */
    static List<String> listed(String beginning) {
        int open = beginning.indexOf(" (");
        int close = beginning.lastIndexOf(')');
        return open < 0 || close < open ? List.of() : names(NAME.matcher(beginning.substring(open + 2, close)));
    }

    /** The columns of a CREATE TABLE as pg_dump writes it, one per line. */
    static List<String> columnsOf(String definition) {
        List<String> columns = new ArrayList<>();
        definition.lines().forEach(line -> columns.addAll(names(COLUMN_OF_TABLE.matcher(line))));
        return columns;
    }

    private static List<String> names(Matcher matcher) {
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            String quoted = matcher.group(1);
            names.add(quoted == null ? matcher.group(2) : quoted.replace("\"\"", "\""));
        }
        return names;
    }
}
