package dev.dbsnapshot.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A setting as catalogs store it ({@code name=value}), for databases, roles and functions.
 *
 * @param name the setting's name
 * @param value its value
 */
public record ConfigSetting(String name, String value) {

    /** Settings that hold lists of quoted names ({@code variable_is_guc_list_quote}). */
    private static final Set<String> QUOTED_LISTS = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    /** Those that newer versions, and minor releases of 17, know beyond that. */
    private static final Set<String> QUOTED_LISTS_FROM_17 =
            Set.of("oauth_validator_libraries", "output_plugin_libraries");

    /** Takes an item apart, or returns {@code null} where it is none, which pg_dump passes over. */
    public static @Nullable ConfigSetting parse(String item) {
        int equals = item.indexOf('=');
        return equals < 0 ? null : new ConfigSetting(item.substring(0, equals), item.substring(equals + 1));
    }

    /**
     * The value as it stands behind {@code SET name TO}. Lists are taken apart, because SQL quotes each name.
     *
     * @param literal how a literal is written: pg_dump does it in one way for functions and in another for databases
     */
    public String sqlValue(UnaryOperator<String> literal, int major) {
        if (!isQuotedList(major)) {
            return literal.apply(value);
        }
        return splitList(value).stream().map(literal).collect(Collectors.joining(", "));
    }

    private boolean isQuotedList(int major) {
        String lower = name.toLowerCase(Locale.ROOT);
        return QUOTED_LISTS.contains(lower) || (major >= 17 && QUOTED_LISTS_FROM_17.contains(lower));
    }

    /** The names of a list, without their quotes ({@code SplitGUCList}); none where it is not well formed. */
    private static List<String> splitList(String list) {
        List<String> names = new ArrayList<>();
        int at = skipSpace(list, 0);
        while (at < list.length()) {
            StringBuilder name = new StringBuilder();
            if (list.charAt(at) == '"') {
                at = quotedName(list, at + 1, name);
            } else {
                while (at < list.length() && list.charAt(at) != ',' && !isSpace(list.charAt(at))) {
                    name.append(list.charAt(at++));
                }
                if (name.isEmpty()) {
                    return List.of();
                }
            }
            names.add(name.toString());
            at = skipSpace(list, at);
            if (at >= list.length()) {
                return names;
            }
            if (list.charAt(at) != ',') {
                return List.of();
            }
            at = skipSpace(list, at + 1);
        }
        return List.of();
    }

    private static int quotedName(String list, int start, StringBuilder name) {
        int at = start;
        while (at < list.length()) {
            char c = list.charAt(at++);
            if (c == '"') {
                if (at >= list.length() || list.charAt(at) != '"') {
                    return at;
                }
                at++;
            }
            name.append(c);
        }
        return at;
    }

    private static int skipSpace(String text, int start) {
        int at = start;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
