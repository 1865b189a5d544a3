package dev.dbsnapshot.kube.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes apart what applications write into one variable: URIs of libpq, of JDBC and of SQLAlchemy, and conninfo. What
 * only their own libraries understand, such as the size of a pool, is passed over.
 */
final class UrlParts {

    /** As it should be; with a slash in the password; with a question mark in it. */
    private static final String WHO = "[^/?]*|[^?]*|[^/?:]*:(?!\\d+\\?)[^/?]*\\?.*";

    private static final Pattern URI = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?(?:\\+\\w+)?://(?:(" + WHO + ")@)?([^/?@]*)(?:/([^?]*))?(?:\\?(.*))?",
            Pattern.DOTALL);

    private static final Pattern PAIR = Pattern.compile("(\\w+)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*'|\\S*)");

    private UrlParts() {}

    /** The parts; empty if this is no PostgreSQL database. */
    static Optional<Map<Part, String>> of(String text) {
        String value = text.strip();
        Matcher uri = URI.matcher(value);
        if (uri.matches()) {
            return Optional.of(ofUri(uri));
        }
        if (value.contains("host=") && !value.contains("://")) {
            return Optional.of(ofConninfo(value));
        }
        return Optional.empty();
    }

    private static Map<Part, String> ofUri(Matcher uri) {
        Map<Part, String> parts = new EnumMap<>(Part.class);
        String who = uri.group(1);
        if (who != null) {
            int colon = who.indexOf(':');
            put(parts, Part.USER, decoded(colon < 0 ? who : who.substring(0, colon)));
            put(parts, Part.PASSWORD, colon < 0 ? "" : decoded(who.substring(colon + 1)));
        }
        putHost(parts, uri.group(2));
        put(parts, Part.DATABASE, uri.group(3) == null ? "" : decoded(uri.group(3)));
        if (uri.group(4) != null) {
            for (String pair : uri.group(4).split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    putNamed(parts, decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        }
        return parts;
    }

    private static Map<Part, String> ofConninfo(String value) {
        Map<Part, String> parts = new EnumMap<>(Part.class);
        Matcher pair = PAIR.matcher(value);
        while (pair.find()) {
            String text = pair.group(2);
            if (text.startsWith("'")) {
                text = text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
            }
            putNamed(parts, pair.group(1), text);
        }
        return parts;
    }

    private static void putNamed(Map<Part, String> parts, String keyword, String value) {
        if (keyword.equals("ssl") && value.equals("true")) {
            put(parts, Part.SSL_MODE, "require");
        }
        if (keyword.equals("database")) {
            put(parts, Part.DATABASE, value);
        }
        for (Part part : Part.values()) {
            if (part.keyword().equals(keyword)) {
                put(parts, part, value);
            }
        }
    }

    /** Puts a host, which may have its port behind it. */
    static void putHost(Map<Part, String> parts, String text) {
        Matcher withPort = Pattern.compile("(\\[.+]|[^:\\[\\],]+):(\\d+)").matcher(text);
        String host = withPort.matches() ? withPort.group(1) : text;
        if (withPort.matches()) {
            put(parts, Part.PORT, withPort.group(2));
        }
        put(parts, Part.HOST, decoded(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
    }

    private static void put(Map<Part, String> parts, Part part, String value) {
        if (!value.isEmpty()) {
            parts.putIfAbsent(part, value);
        }
    }

    private static String decoded(String text) {
        if (!Pattern.compile("[^%]*+(?:%[0-9a-fA-F]{2}[^%]*+)*+", Pattern.DOTALL)
                .matcher(text)
                .matches()) {
            return text; // Not encoded at all: a password with a percent sign in it.
        }
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
