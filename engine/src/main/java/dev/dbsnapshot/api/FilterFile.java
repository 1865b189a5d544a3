package dev.dbsnapshot.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Files of {@code --filter}, as pg_dump and pg_restore read them from 17 on: one line for each pattern, {@code include}
 * or {@code exclude}, a sort of objects, a pattern; {@code #} begins a comment. A quoted name may go on over several
 * lines. Not safe for use by several threads.
 */
public final class FilterFile {

    /** What only pg_restore's or pg_dumpall's filters know. */
    private static final Set<String> ENTRIES = Set.of("database", "function", "index", "trigger");

    private static final String SEPARATORS = "#,.()\"";

    private final BufferedReader reader;
    private final String name;
    private final StringBuilder pattern = new StringBuilder();
    private String line = "";
    private int at;
    private int lineNumber;

    private FilterFile(Reader reader, String name) {
        this.reader = new BufferedReader(reader);
        this.name = name;
    }

    /**
     * Reads all patterns.
     *
     * @param reader the file, which the caller closes
     * @param name what errors call it, for example its path
     * @return the patterns, in their order
     * @throws SnapshotException (USAGE) if something in it is no pattern, naming the line
     * @throws IOException if the file cannot be read
     */
    public static List<NamePattern> read(Reader reader, String name) throws IOException {
        FilterFile file = new FilterFile(reader, name);
        List<NamePattern> patterns = new ArrayList<>();
        file.read(file::objects, (includes, objects, pattern) -> {
            try {
                patterns.add(new NamePattern(includes, objects, pattern, true));
            } catch (SnapshotException e) {
                throw file.wrong(String.valueOf(e.getMessage()));
            }
        });
        return patterns;
    }

    /**
     * Reads what is chosen of an archive, as pg_restore does: names are exact, {@code include} takes schemas, tables,
     * indexes, functions and triggers, {@code exclude} takes schemas, and beyond pg_restore tables and the data of tables.
     *
     * @param selection what is chosen besides
     * @param reader the file, which the caller closes
     * @param name what errors call it, for example its path
     * @return the selection with the names of the file
     * @throws SnapshotException (USAGE) if something in it cannot be chosen, naming the line
     * @throws IOException if the file cannot be read
     */
    public static RestoreSelection select(RestoreSelection selection, Reader reader, String name) throws IOException {
        FilterFile file = new FilterFile(reader, name);
        RestoreSelection[] chosen = {selection};
        file.read(
                file::entries,
                (includes, objects, pattern) -> chosen[0] = chosen[0].with(objects, pattern.replace("\"", "")));
        return chosen[0];
    }

    /** What a word means, or an exception. */
    private interface Words<T> {
        T of(boolean includes, String word);
    }

    /** Gets what the lines say. */
    private interface Items<T> {
        void add(boolean includes, T objects, String pattern);
    }

    private <T> void read(Words<T> words, Items<T> items) throws IOException {
        while (nextLine()) {
            skipSpace();
            if (current() != '\0' && current() != '#') {
                item(words, items);
            }
        }
    }

    private <T> void item(Words<T> words, Items<T> items) throws IOException {
        boolean includes =
                switch (keyword().toLowerCase(Locale.ROOT)) {
                    case "include" -> true;
                    case "exclude" -> false;
                    default -> throw wrong("invalid filter command (expected \"include\" or \"exclude\")");
                };
        String word = keyword();
        if (word.isEmpty()) {
            throw wrong("missing filter object type");
        }
        T objects = words.of(includes, word);
        readPattern();
        items.add(includes, objects, pattern.toString());
    }

    private RestoreSelection.Objects entries(boolean includes, String word) {
        String known = word.toLowerCase(Locale.ROOT);
        return switch ((includes ? "include " : "exclude ") + known) {
            case "include schema" -> RestoreSelection.Objects.SCHEMA;
            case "include table" -> RestoreSelection.Objects.TABLE;
            case "include index" -> RestoreSelection.Objects.INDEX;
            case "include function" -> RestoreSelection.Objects.FUNCTION;
            case "include trigger" -> RestoreSelection.Objects.TRIGGER;
            case "exclude schema" -> RestoreSelection.Objects.EXCLUDED_SCHEMA;
            case "exclude table" -> RestoreSelection.Objects.EXCLUDED_TABLE;
            case "exclude table_data" -> RestoreSelection.Objects.EXCLUDED_TABLE_DATA;
            default -> {
                boolean exists = ENTRIES.contains(known)
                        || Arrays.stream(NamePattern.Objects.values())
                                .anyMatch(objects -> objects.word().equals(known));
                throw wrong(exists ? notAllowed(includes, word) : "unsupported filter object type: \"" + word + "\"");
            }
        };
    }

    private static String notAllowed(boolean includes, String word) {
        return (includes ? "include" : "exclude") + " filter for \"" + word + "\" is not allowed";
    }

    private NamePattern.Objects objects(boolean includes, String word) {
        for (NamePattern.Objects objects : NamePattern.Objects.values()) {
            if (objects.word().equals(word.toLowerCase(Locale.ROOT))) {
                return objects;
            }
        }
        throw wrong(
                ENTRIES.contains(word.toLowerCase(Locale.ROOT))
                        ? notAllowed(includes, word)
                        : "unsupported filter object type: \"" + word + "\"");
    }

    private String keyword() {
        skipSpace();
        int from = at;
        while (current() != '\0' && !isSpace(current())) {
            at++;
        }
        return line.substring(from, at);
    }

    /** Space around the parts of a name says nothing ({@code read_pattern}). */
    private void readPattern() throws IOException {
        pattern.setLength(0);
        skipSpace();
        if (current() == '\0') {
            throw wrong("missing object name pattern");
        }
        boolean skipSpace = true;
        boolean foundSpace = false;
        while (current() != '\0' && current() != '#') {
            while (current() != '\0' && !isSpace(current()) && SEPARATORS.indexOf(current()) < 0) {
                if (!skipSpace && foundSpace) {
                    pattern.append(' ');
                    skipSpace = true;
                }
                pattern.append(line.charAt(at++));
            }
            skipSpace = false;
            switch (current()) {
                case '"' -> {
                    if (foundSpace) {
                        pattern.append(' ');
                    }
                    readQuoted();
                }
                case ',' -> {
                    pattern.append(", ");
                    skipSpace = true;
                    at++;
                }
                case '.', '(', ')' -> {
                    pattern.append(line.charAt(at++));
                    skipSpace = true;
                }
                default -> {}
            }
            int from = at;
            skipSpace();
            foundSpace = at > from;
        }
    }

    private void readQuoted() throws IOException {
        pattern.append('"');
        at++;
        while (true) {
            char c = current();
            if (c == '\0') {
                if (!nextLine()) {
                    throw wrong("unexpected end of file");
                }
                pattern.append('\n');
            } else if (c == '"') {
                pattern.append('"');
                at++;
                if (current() != '"') {
                    return;
                }
                pattern.append('"');
                at++;
            } else if (c == '\\') {
                at++;
                if (current() == 'n') {
                    pattern.append('\n');
                } else if (current() == '\\') {
                    pattern.append('\\');
                }
                at++;
            } else {
                pattern.append(c);
                at++;
            }
        }
    }

    private boolean nextLine() throws IOException {
        String next = reader.readLine();
        if (next == null) {
            return false;
        }
        line = next;
        at = 0;
        lineNumber++;
        return true;
    }

    /** The character to be read, or NUL at the end of the line. */
    private char current() {
        return at < line.length() ? line.charAt(at) : '\0';
    }

    private void skipSpace() {
        while (isSpace(current())) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private SnapshotException wrong(String what) {
        return new SnapshotException(
                ErrorCode.USAGE,
                "invalid format in filter read from \"" + name + "\" on line " + lineNumber + ": " + what);
    }
}
