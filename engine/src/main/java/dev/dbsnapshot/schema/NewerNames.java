package dev.dbsnapshot.schema;

import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and words of SQL that came with newer major versions, as texts of entries hold them. A name with a schema is a
 * user's own; one without is the system's, because the search_path is empty. Immutable.
 */
final class NewerNames {

    /** String literals, bodies of functions, quoted names and comments, in which nothing is looked for. */
    private static final Pattern OPAQUE = Pattern.compile(
            "\\bE'(?:[^'\\\\]|\\\\.|'')*+'|'(?:[^']|'')*+'|\\$([A-Za-z_\\x80-\\uffff]*)\\$.*?\\$\\1\\$|\"(?:[^\"]|\"\")*+\"|--[^\\n"
                    + "]*",
            Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile(
            "(?<![\\w$.\\x80-\\uffff])(pg_catalog\\.)?([a-z_][a-z0-9_]*)(?![\\w$.\\x80-\\uffff])( ?\\()?");
    private static final Pattern SETTING = Pattern.compile("\\bSET (\\w+) TO ");

    /** Syntax that servers write into views, rules, bodies and expressions. */
    private record Syntax(int since, String name, Pattern pattern) {}

    private static final List<Syntax> SYNTAX = List.of(
            syntax(13, "WITH TIES", "\\bWITH TIES\\b"),
            syntax(13, "NORMALIZED", "\\bNORMALIZED\\b"),
            syntax(14, "GROUP BY DISTINCT", "\\bGROUP BY DISTINCT\\b"),
            syntax(14, "SEARCH", "\\bSEARCH (?:DEPTH|BREADTH) FIRST\\b"),
            syntax(14, "CYCLE", "\\bCYCLE [\\w\"]"),
            syntax(14, "JOIN USING with an alias", "\\bUSING \\([^()]*\\) AS "),
            syntax(15, "MERGE", "\\bMERGE INTO\\b"),
            syntax(16, "IS JSON", "\\bIS (?:NOT )?JSON\\b"),
            syntax(16, "constructor of JSON", "\\bJSON_(?:OBJECT|ARRAY|OBJECTAGG|ARRAYAGG)\\("),
            syntax(16, "SYSTEM_USER", "\\bSYSTEM_USER\\b"),
            syntax(17, "function of SQL/JSON", "\\bJSON(?:_TABLE|_VALUE|_QUERY|_EXISTS|_SCALAR|_SERIALIZE)? ?\\("),
            syntax(17, "MERGE_ACTION", "\\bMERGE_ACTION\\("),
            syntax(17, "WHEN NOT MATCHED BY SOURCE", "\\bNOT MATCHED BY SOURCE\\b"),
            syntax(17, "AT LOCAL", "\\bAT LOCAL\\b"),
            syntax(18, "RETURNING OLD and NEW", "\\bRETURNING WITH \\("));

    /** What holds no names of functions and types, but may name roles. */
    private static final Set<String> OF_ROLES = Set.of("ACL", "DEFAULT ACL", "POLICY");

    /** Extensions that came with a server's own modules. */
    private static final Map<String, Integer> EXTENSIONS = Map.of(
            "bool_plperl",
            13,
            "bool_plperlu",
            13,
            "old_snapshot",
            14,
            "pg_surgery",
            14,
            "pg_walinspect",
            15,
            "pg_logicalinspect",
            18);

    private record Name(int since, String sort) {}

    private final int archive;
    private final int server;
    private final Map<String, Name> names;

    private NewerNames(int archive, int server, Map<String, Name> names) {
        this.archive = archive;
        this.server = server;
        this.names = Map.copyOf(names);
    }

    private static Syntax syntax(int since, String name, String pattern) {
        return new Syntax(since, name, Pattern.compile(pattern));
    }

    /** What came after one major version and not after another one. */
    static NewerNames after(int archive, int server) {
        Map<String, Name> names = new HashMap<>();
        for (String line : list().split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && Integer.parseInt(words[0]) > archive) {
                names.put(words[2], new Name(Integer.parseInt(words[0]), words[1]));
            }
        }
        return new NewerNames(archive, server, names);
    }

    private static String list() {
        try (InputStream in = NewerNames.class.getResourceAsStream("newer-names.txt")) {
            if (in == null) {
                throw new IllegalStateException("newer-names.txt is missing in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("newer-names.txt", e);
        }
    }

    /** What of an entry is newer, each with the entry's name; empty if nothing is. */
    List<String> in(TocEntry entry) {
        String defn = entry.defn();
        List<String> found = new ArrayList<>();
        Integer extension = entry.desc().equals("EXTENSION") ? EXTENSIONS.get(String.valueOf(entry.tag())) : null;
        if (extension != null && extension > archive) {
            add(found, entry, "it", extension);
        }
        if (defn == null
                || (entry.section() == Section.NONE && !OF_ROLES.contains(entry.desc()))
                || entry.section() == Section.DATA) {
            return found;
        }
        String text = OPAQUE.matcher(defn).replaceAll(match -> match.group().startsWith("\"") ? "\"\"" : "''");
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            Name name = names.get(words.group(2));
            if (name != null && isMeant(name, words.group(3) != null, text, words.start(), entry)) {
                add(found, entry, name.sort() + " " + words.group(2), name.since());
            }
        }
        Matcher settings = SETTING.matcher(text);
        while (settings.find()) {
            Name name = names.get(settings.group(1));
            if (name != null && name.sort().equals("setting")) {
                add(found, entry, "setting " + settings.group(1), name.since());
            }
        }
        for (Syntax syntax : SYNTAX) {
            if (archive < syntax.since()
                    && syntax.since() <= server
                    && syntax.pattern().matcher(text).find()) {
                add(found, entry, syntax.name(), syntax.since());
            }
        }
        return found;
    }

    private static boolean isMeant(Name name, boolean called, String text, int start, TocEntry entry) {
        return switch (name.sort()) {
            case "function" -> called;
            case "type", "opclass" -> true;
            case "relation" ->
                before(text, start, "FROM ")
                        || before(text, start, "JOIN ")
                        || before(text, start, "(")
                        || before(text, start, ", ");
            case "role" -> OF_ROLES.contains(entry.desc());
            case "collation" -> before(text, start, "COLLATE ");
            default -> false;
        };
    }

    private static boolean before(String text, int start, String word) {
        return text.startsWith(word, start - word.length());
    }

    private static void add(List<String> found, TocEntry entry, String what, int since) {
        String name = entry.desc() + " " + (entry.namespace() == null ? "" : entry.namespace() + ".") + entry.tag();
        found.add(name + " (" + what + ", since " + since + ")");
    }
}
