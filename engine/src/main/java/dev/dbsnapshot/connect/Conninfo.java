package dev.dbsnapshot.connect;

import java.util.EnumMap;
import java.util.Map;

/** Reads {@code host=... dbname='...'} as libpq's conninfo_parse does: quotes and backslashes, spaces around =. */
final class Conninfo {

    private final String text;
    private int at;

    private Conninfo(String text) {
        this.text = text;
    }

    static Map<Setting, String> parse(String text) {
        Conninfo parser = new Conninfo(text);
        Map<Setting, String> result = new EnumMap<>(Setting.class);
        parser.skipSpaces();
        while (parser.at < text.length()) {
            String keyword = parser.keyword();
            Dsn.put(result, keyword, parser.value(keyword), "the connection string");
            parser.skipSpaces();
        }
        return result;
    }

    private void skipSpaces() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private String keyword() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
            at++;
        }
        String keyword = text.substring(start, at);
        skipSpaces();
        if (at >= text.length() || text.charAt(at) != '=') {
            // The word itself may be the second half of an unquoted password, so it is not shown.
            throw Dsn.bad("the connection string lacks a = after its word at character " + (start + 1)
                    + ": write keyword=value, and quote a value that has spaces: password='a b'");
        }
        at++;
        skipSpaces();
        return keyword;
    }

    private String value(String keyword) {
        StringBuilder value = new StringBuilder();
        boolean quoted = at < text.length() && text.charAt(at) == '\'';
        if (quoted) {
            at++;
        }
        while (at < text.length()) {
            char next = text.charAt(at);
            if (quoted ? next == '\'' : isSpace(next)) {
                at++;
                return value.toString();
            }
            if (next == '\\' && at + 1 < text.length()) {
                at++;
                next = text.charAt(at);
            }
            value.append(next);
            at++;
        }
        if (quoted) {
            throw Dsn.bad("the connection string lacks the closing quote of " + keyword + ": add a '");
        }
        return value.toString();
    }

    private static boolean isSpace(char character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }
}
