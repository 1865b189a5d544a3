package dev.dbsnapshot.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name pattern of psql as regular expressions of the server ({@code patternToSQLRegex}).
 *
 * @param name what the name must match
 * @param schema what the schema's name must match, or {@code null} if the pattern says nothing about it
 * @param database the database's name, as it is, or {@code null} if the pattern does not name it
 * @param dots how many dots separate names
 */
record PatternRegex(
        String name, @Nullable String schema, @Nullable String database, int dots) {

    private static final String SPECIAL = "|*+?()[]{}.^$\\";

    /**
     * Takes a pattern apart.
     *
     * @param parts how many names it may have: 1 for a name alone, 3 for database, schema and name; dots beyond that
     *     are counted, and else are part of the last name
     */
    static PatternRegex of(String pattern, int parts) {
        List<StringBuilder> names = new ArrayList<>(List.of(new StringBuilder("^(")));
        StringBuilder literal = new StringBuilder();
        boolean quoted = false;
        int dots = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            StringBuilder name = names.get(names.size() - 1);
            boolean first = dots == 0;
            if (c == '"') {
                if (quoted && i + 1 < pattern.length() && pattern.charAt(i + 1) == '"') {
                    name.append('"');
                    literal.append(first ? "\"" : "");
                    i++;
                } else {
                    quoted = !quoted;
                }
                continue;
            }
            if (!quoted && c == '.') {
                dots++;
                if (names.size() < parts) {
                    name.append(")$");
                    names.add(new StringBuilder("^("));
                } else {
                    name.append('.');
                }
                continue;
            }
            // Only ASCII letters are folded, whatever the locale.
            char folded = !quoted && c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            literal.append(first ? Character.toString(folded) : "");
            name.append(regex(folded, quoted, i + 1 < pattern.length() ? pattern.charAt(i + 1) : ' '));
        }
        int last = names.size() - 1;
        names.get(last).append(")$");
        return new PatternRegex(
                names.get(last).toString(),
                last > 0 ? names.get(last - 1).toString() : null,
                last > 1 ? literal.toString() : null,
                dots);
    }

    private static String regex(char c, boolean quoted, char next) {
        if (c == '$') {
            // A name may hold it, and the pattern matches whole names anyway.
            return "\\$";
        }
        if (!quoted && c == '*') {
            return ".*";
        }
        if (!quoted && c == '?') {
            return ".";
        }
        // [] is rather the name of an array type than an expression.
        boolean escaped = quoted ? SPECIAL.indexOf(c) >= 0 : c == '[' && next == ']';
        return escaped ? "\\" + c : Character.toString(c);
    }
}
