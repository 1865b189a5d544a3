package dev.dbsnapshot.kube.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to be told, from its header {@code WWW-Authenticate}.
 *
 * @param scheme {@code basic}, {@code bearer} or another
 * @param parameters realm, service, scope and others, by name
 */
record Challenge(String scheme, Map<String, String> parameters) {

    /** A scheme, or a parameter with a value that may be quoted. */
    private static final Pattern PART =
            Pattern.compile("\\s*,?\\s*([A-Za-z0-9_-]+)(?:\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]+)))?");

    /** Reads them all; several may stand in one header. */
    static List<Challenge> of(List<String> headers) {
        List<Challenge> result = new ArrayList<>();
        for (String header : headers) {
            Matcher matcher = PART.matcher(header);
            int at = 0;
            while (matcher.region(at, header.length()).lookingAt()) {
                String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
                if (value == null) {
                    result.add(new Challenge(matcher.group(1).toLowerCase(Locale.ROOT), new LinkedHashMap<>()));
                } else if (!result.isEmpty()) {
                    result.get(result.size() - 1)
                            .parameters()
                            .put(matcher.group(1).toLowerCase(Locale.ROOT), value.replaceAll("\\\\(.)", "$1"));
                }
                at = matcher.end();
            }
        }
        return result;
    }
}
