package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Reads libpq's two ways to write a connection down: a URI, and {@code keyword=value} pairs. */
final class Dsn {

    /** What libpq knows and what makes no difference here: a value for it is accepted and has no effect. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "fallback_application_name",
            "keepalives",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout",
            "client_encoding",
            "sslcompression",
            "sslsni",
            "gssdelegation",
            "krbsrvname",
            "load_balance_hosts");

    private Dsn() {}

    /** The settings in a text that is either of the two. */
    static Map<Setting, String> parse(String text) {
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            return parseUri(text.substring(text.indexOf("//") + 2));
        }
        if (text.startsWith("jdbc:")) {
            throw bad("a JDBC URL is no connection string of PostgreSQL: leave \"jdbc:\" out, user and password stand"
                    + " before the host: postgresql://user@host:5432/database");
        }
        if (!text.contains("=")) {
            // Not repeated in the message: there may be a password in it.
            throw bad("the connection string is neither a URI (postgresql://user@host:5432/database) nor conninfo"
                    + " (host=... dbname=...): write one of these");
        }
        return Conninfo.parse(text);
    }

    private static Map<Setting, String> parseUri(String rest) {
        Map<Setting, String> result = new EnumMap<>(Setting.class);
        String location = rest;
        int query = location.indexOf('?');
        if (query >= 0) {
            parseQuery(location.substring(query + 1), result);
            location = location.substring(0, query);
        }
        int slash = location.indexOf('/');
        if (slash >= 0) {
            putUnlessEmpty(result, Setting.DATABASE, decode(location.substring(slash + 1)));
            location = location.substring(0, slash);
        }
        // libpq takes the first @ as the end of the user, so that one inside a password must be written %40.
        int at = location.indexOf('@');
        if (at >= 0) {
            String who = location.substring(0, at);
            int colon = who.indexOf(':');
            putUnlessEmpty(result, Setting.USER, decode(colon < 0 ? who : who.substring(0, colon)));
            if (colon >= 0) {
                putUnlessEmpty(result, Setting.PASSWORD, decode(who.substring(colon + 1)));
            }
            location = location.substring(at + 1);
        }
        parseHost(location, result);
        return result;
    }

    private static void parseHost(String location, Map<Setting, String> result) {
        if (location.contains("@")) {
            throw bad("the connection URI has more than one @: write an @ in the user or the password as %40");
        }
        String host = location;
        String port = "";
        if (location.startsWith("[")) {
            int end = location.indexOf(']');
            if (end < 0) {
                throw bad("the connection URI has a [ without ] in its host: write an IPv6 address as [::1]");
            }
            host = location.substring(1, end);
            String after = location.substring(end + 1);
            if (!after.isEmpty() && !after.startsWith(":")) {
                throw bad("the connection URI has \"" + after + "\" after the host's ]: only :port may stand there");
            }
            port = after.isEmpty() ? "" : after.substring(1);
        } else if (!location.contains(",")) {
            int colon = location.indexOf(':');
            if (colon >= 0) {
                host = location.substring(0, colon);
                port = location.substring(colon + 1);
            }
        }
        putUnlessEmpty(result, Setting.HOST, decode(host));
        putUnlessEmpty(result, Setting.PORT, decode(port));
    }

    private static void parseQuery(String query, Map<Setting, String> result) {
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw bad("the connection URI has \"" + pair + "\" without a value: write keyword=value");
            }
            String keyword = decode(pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            if (keyword.equals("ssl") && value.equals("true")) {
                result.put(Setting.SSL_MODE, "require");
            } else {
                put(result, keyword, value, "the connection URI");
            }
        }
    }

    /** Notes a value under its keyword; what would silently not be heeded is refused. */
    static void put(Map<Setting, String> result, String keyword, String value, String source) {
        Setting setting = Setting.byKeyword(keyword).orElse(null);
        if (setting != null) {
            result.put(setting, value);
        } else if (!WITHOUT_EFFECT.contains(keyword)
                && !(keyword.equals("target_session_attrs") && value.equals("any"))
                && !(keyword.equals("gssencmode") && !value.equals("require"))) {
            throw bad("setting \"" + keyword + "\" in " + source
                    + " is not supported: remove it (supported are libpq's host, port, dbname, user, password,"
                    + " passfile, service, sslmode, sslrootcert, sslcert, sslkey, options, application_name,"
                    + " connect_timeout, channel_binding)");
        }
    }

    /** The same by setting instead of by keyword; keywords that are unknown are a mistake of the caller. */
    static Map<Setting, String> bySetting(Map<String, String> byKeyword) {
        Map<Setting, String> result = new EnumMap<>(Setting.class);
        byKeyword.forEach((keyword, value) ->
                result.put(Setting.byKeyword(keyword).orElseThrow(() -> bad("there is no setting " + keyword)), value));
        return result;
    }

    private static void putUnlessEmpty(Map<Setting, String> result, Setting setting, String value) {
        if (!value.isEmpty()) {
            result.put(setting, value);
        }
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int percent = text.indexOf('%', at);
            int end = percent < 0 ? text.length() : percent;
            bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end;
            if (percent >= 0) {
                int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
                int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0 || high + low == 0) {
                    // What follows may be part of a password, so it is not shown.
                    throw bad("the connection URI has a % that no two hexadecimal digits follow:"
                            + " write a percent sign as %25");
                }
                bytes.write(high * 16 + low);
                at += 3;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static SnapshotException bad(String message) {
        return new SnapshotException(ErrorCode.USAGE, message);
    }
}
