package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Roles in the SQL of an archive: in privileges, default privileges, policies and user mappings, which are all that name
 * them. A name is replaced where a role stands, and nowhere else; what is not mapped stays byte for byte. Immutable.
 */
public final class Roles {

    /** What is no part of a name: quoted text is one token, so that keywords in it are none. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[\\p{L}_][\\p{L}\\p{N}_$]*|[0-9]+|\\s+|.", Pattern.DOTALL);

    private static final Set<String> NO_ROLES = Set.of("public", "current_user", "session_user", "current_role");

    private final Map<String, String> names;

    /** These names instead of others. */
    Roles(Map<String, String> names) {
        this.names = Map.copyOf(names);
    }

    /** The name of a role in the target. */
    String mapped(String role) {
        return names.getOrDefault(role, role);
    }

    /** The definition of an entry of this kind with the roles of the target. */
    String mapped(String desc, String definition) {
        if (names.isEmpty()) {
            return definition;
        }
        StringBuilder sql = new StringBuilder();
        int done = 0;
        for (Place place : places(desc, definition)) {
            String name = names.get(place.role());
            if (name != null) {
                sql.append(definition, done, place.start()).append(SqlText.id(name));
                done = place.end();
            }
        }
        return sql.append(definition, done, definition.length()).toString();
    }

    /** All roles that the definition of an entry names. */
    public static Set<String> in(TocEntry entry) {
        Set<String> roles = new TreeSet<>();
        String definition = entry.defn() == null ? "" : entry.defn();
        places(entry.desc(), definition).forEach(place -> roles.add(place.role()));
        return roles;
    }

    private record Place(int start, int end, String role) {}

    private static List<Place> places(String desc, String definition) {
        return switch (desc) {
            case "ACL", "ACL LANGUAGE", "DEFAULT ACL", "POLICY" -> places(definition, desc.equals("POLICY"));
            case "USER MAPPING" -> places(definition, false);
            default -> List.of();
        };
    }

    /**
     * A role stands behind TO, FROM, AUTHORIZATION and FOR ROLE, or MAPPING FOR; all of those are reserved words, which
     * have quotes where they are names. In a policy it is a list, and nothing behind it is a role.
     */
    private static List<Place> places(String definition, boolean policy) {
        List<Place> places = new ArrayList<>();
        String last = "";
        String beforeLast = "";
        boolean expected = false;
        Matcher token = TOKEN.matcher(definition);
        while (token.find()) {
            String text = token.group();
            if (text.isBlank()) {
                continue;
            }
            boolean name = text.startsWith("\"") || Character.isLetter(text.charAt(0)) || text.charAt(0) == '_';
            if (expected && name) {
                if (text.startsWith("\"") || !NO_ROLES.contains(text.toLowerCase(Locale.ROOT))) {
                    places.add(new Place(token.start(), token.end(), unquoted(text)));
                }
                expected = false;
                beforeLast = "";
                last = "a role";
                continue;
            }
            if (policy && last.equals("a role")) {
                if (!text.equals(",")) {
                    return places;
                }
                expected = true;
                continue;
            }
            String word = text.toUpperCase(Locale.ROOT);
            expected = switch (word) {
                case "TO" -> true;
                case "FROM", "AUTHORIZATION" -> !policy;
                case "ROLE" -> last.equals("FOR");
                case "FOR" -> last.equals("MAPPING") && beforeLast.equals("USER");
                default -> false;
            };
            if (policy && (word.equals("USING") || word.equals("CHECK"))) {
                return places;
            }
            beforeLast = last;
            last = word;
        }
        return places;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
