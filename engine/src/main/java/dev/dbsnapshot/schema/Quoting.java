package dev.dbsnapshot.schema;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How pg_dump writes identifiers and literals ({@code fmtId}, {@code appendStringLiteral}). Immutable.
 *
 * <p>Identifiers that are keywords are quoted unless the keyword is unreserved; the server's own list
 * ({@code pg_get_keywords()}) is that of the pg_dump of its version.
 */
public final class Quoting {

    private final Set<String> keywords;
    private final boolean standardConformingStrings;
    private final boolean all;

    /**
     * Creates the rules for a server.
     *
     * @param keywords all keywords of the server that are not unreserved
     * @param standardConformingStrings the server's setting, which decides how backslashes are written
     */
    public Quoting(Set<String> keywords, boolean standardConformingStrings) {
        this(keywords, standardConformingStrings, false);
    }

    private Quoting(Set<String> keywords, boolean standardConformingStrings, boolean all) {
        this.keywords = Set.copyOf(keywords);
        this.standardConformingStrings = standardConformingStrings;
        this.all = all;
    }

    /** The same rules, but every identifier is quoted ({@code --quote-all-identifiers}). */
    public Quoting ofAllIdentifiers() {
        return new Quoting(keywords, standardConformingStrings, true);
    }

    /** Whether the database has standard_conforming_strings on. */
    public boolean standardConformingStrings() {
        return standardConformingStrings;
    }

    /** An identifier, in double quotes only where it must be ({@code fmtId}). */
    public String id(String name) {
        if (!all && !needsQuotes(name)) {
            return name;
        }
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A name with its schema where it has one ({@code fmtQualifiedId}). */
    public String qualified(@Nullable String namespace, String name) {
        return namespace == null || namespace.isEmpty() ? id(name) : id(namespace) + "." + id(name);
    }

    /** The object's name with its schema ({@code fmtQualifiedDumpable}). */
    public String qualified(SchemaObject<?> object) {
        return qualified(object.namespace(), object.name());
    }

    /** A string literal ({@code appendStringLiteralAH}): backslashes are doubled only where the setting needs it. */
    public String literal(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        out.append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || (c == '\\' && !standardConformingStrings)) {
                out.append(c);
            }
            out.append(c);
        }
        return out.append('\'').toString();
    }

    /**
     * A string literal that no setting changes ({@code appendStringLiteralConn}): with an E in front where there are
     * backslashes.
     */
    public String escapedLiteral(String text) {
        return text.indexOf('\\') < 0
                ? literal(text)
                : "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /**
     * A dollar-quoted string ({@code appendStringLiteralDQ}), with a delimiter that does not occur in it.
     *
     * @param prefix what the delimiter starts with, or {@code null}
     */
    public static String dollarQuoted(String text, @Nullable String prefix) {
        String suffixes = "_XXXXXXX";
        StringBuilder delimiter = new StringBuilder("$");
        if (prefix != null) {
            delimiter.append(prefix);
        }
        int next = 0;
        while (text.contains(delimiter)) {
            delimiter.append(suffixes.charAt(next++));
            next %= suffixes.length();
        }
        delimiter.append('$');
        return delimiter + text + delimiter;
    }

    private boolean needsQuotes(String name) {
        if (name.isEmpty()) {
            return true;
        }
        char first = name.charAt(0);
        if (!(first >= 'a' && first <= 'z') && first != '_') {
            return true;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
                return true;
            }
        }
        return keywords.contains(name);
    }
}
