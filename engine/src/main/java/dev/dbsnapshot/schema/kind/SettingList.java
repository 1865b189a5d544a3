package dev.dbsnapshot.schema.kind;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A setting's value that is a list of names ({@code SplitGUCList}). */
final class SettingList {

    private final String text;
    private int next;

    private SettingList(String text) {
        this.text = text;
    }

    /** The names without their quotes; none if the list is malformed, as in pg_dump. */
    static List<String> split(String text) {
        return new SettingList(text).names();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        skipSpaces();
        while (next < text.length()) {
            String name = text.charAt(next) == '"' ? quoted() : unquoted();
            skipSpaces();
            boolean more = next < text.length();
            if (name == null || (more && text.charAt(next) != ',')) {
                return List.of();
            }
            names.add(name);
            if (more) {
                next++;
                skipSpaces();
                if (next == text.length()) {
                    return List.of();
                }
            }
        }
        return names;
    }

    private @Nullable String quoted() {
        StringBuilder name = new StringBuilder();
        next++;
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c != '"') {
                name.append(c);
            } else if (next < text.length() && text.charAt(next) == '"') {
                name.append(c);
                next++;
            } else {
                return name.toString();
            }
        }
        return null;
    }

    private @Nullable String unquoted() {
        int start = next;
        while (next < text.length() && text.charAt(next) != ',' && !isSpace(text.charAt(next))) {
            next++;
        }
        return start == next ? null : text.substring(start, next);
    }

    private void skipSpaces() {
        while (next < text.length() && isSpace(text.charAt(next))) {
            next++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
