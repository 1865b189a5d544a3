package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.SnapshotException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One query for everything that patterns of one sort match ({@code expand_schema_name_patterns} and its like): columns
 * {@code pattern}, the pattern's place in the list, and {@code oid}. It runs under a search_path that anybody may have
 * set, so that every name in it is qualified.
 */
final class PatternQuery {

    private static final String MATCHES = " OPERATOR(pg_catalog.~) ";
    private static final String EQUALS = " OPERATOR(pg_catalog.=) ";
    /** The columns' own collation, C, knows no letters beyond ASCII. */
    private static final String COLLATE = " COLLATE pg_catalog.\"default\"";

    private PatternQuery() {}

    static String of(List<NamePattern> patterns, String database) {
        List<String> values = new ArrayList<>();
        List<String> withChildren = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            NamePattern pattern = patterns.get(i);
            PatternRegex regex = regex(pattern, database);
            values.add("(" + i + ", " + literal(regex.name()) + ", " + literal(regex.schema()) + ")");
            switch (pattern.objects()) {
                case TABLE_AND_CHILDREN, TABLE_DATA_AND_CHILDREN -> withChildren.add(Integer.toString(i));
                default -> {}
            }
        }
        String matched = "SELECT p.pattern, o.oid FROM (VALUES " + String.join(",\n  ", values)
                + ") AS p(pattern, name, schema)\n" + from(patterns.get(0));
        if (withChildren.isEmpty()) {
            return matched;
        }
        return "WITH RECURSIVE matched(pattern, oid) AS (" + matched + "),\n"
                + "tree(pattern, oid) AS (SELECT pattern, oid FROM matched\n"
                + "  UNION SELECT t.pattern, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent"
                + EQUALS
                + "t.oid WHERE t.pattern" + EQUALS + "ANY (ARRAY[" + String.join(", ", withChildren) + "]))\n"
                + "SELECT pattern, oid FROM tree";
    }

    private static String from(NamePattern any) {
        return switch (any.objects()) {
            case SCHEMA -> join("pg_namespace", "nspname");
            case EXTENSION -> join("pg_extension", "extname");
            case FOREIGN_DATA -> join("pg_foreign_server", "srvname");
            default ->
                join("pg_class", "relname")
                        + "\nJOIN pg_catalog.pg_namespace n ON n.oid" + EQUALS + "o.relnamespace"
                        + "\nWHERE o.relkind" + EQUALS
                        + "ANY (ARRAY['r'::pg_catalog.\"char\", 'S', 'v', 'm', 'f', 'p'])"
                        + "\n  AND CASE WHEN p.schema IS NULL THEN pg_catalog.pg_table_is_visible(o.oid)"
                        + " ELSE n.nspname" + MATCHES + "p.schema" + COLLATE + " END";
        };
    }

    private static String join(String catalog, String name) {
        return "JOIN pg_catalog." + catalog + " o ON o." + name + MATCHES + "p.name" + COLLATE;
    }

    private static PatternRegex regex(NamePattern pattern, String database) {
        String text = pattern.pattern();
        return switch (pattern.objects()) {
            case SCHEMA -> {
                PatternRegex regex = PatternRegex.of(text, 1);
                refuse(regex.dots() > 1, "improper qualified name (too many dotted names): " + text);
                refuse(regex.dots() == 1, "cross-database references are not implemented: " + text);
                yield regex;
            }
            case EXTENSION, FOREIGN_DATA -> {
                PatternRegex regex = PatternRegex.of(text, 1);
                refuse(regex.dots() > 0, "improper qualified name (too many dotted names): " + text);
                yield regex;
            }
            default -> {
                PatternRegex regex = PatternRegex.of(text, 3);
                refuse(regex.dots() > 2, "improper relation name (too many dotted names): " + text);
                refuse(
                        regex.database() != null && !database.equals(regex.database()),
                        "cross-database references are not implemented: " + text);
                yield regex;
            }
        };
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new SnapshotException(ErrorCode.USAGE, message);
        }
    }

    /** Says the same whatever standard_conforming_strings is. */
    private static String literal(@Nullable String text) {
        return text == null
                ? "NULL::pg_catalog.text"
                : "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'::pg_catalog.text";
    }
}
