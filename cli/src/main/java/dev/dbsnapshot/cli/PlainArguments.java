package dev.dbsnapshot.cli;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Understands the command lines of everyday backups without picocli: building its model of all options takes longer than
 * logging in. Whatever is not as plain as can be is left to picocli: other options, values that it might take for
 * something else, and every mistake.
 */
final class PlainArguments {

    private PlainArguments() {}

    /** The options of this {@code create} by their long names, or {@code null} if picocli has to look at it. */
    static @Nullable Map<String, String> ofCreate(String... arguments) {
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        if (!rest.hasNext() || !rest.next().equals("create")) {
            return null;
        }
        Map<String, String> options = new HashMap<>();
        while (rest.hasNext()) {
            if (!take(rest.next(), rest, options)) {
                return null;
            }
        }
        return options;
    }

    /** Whether this is understood, and given for the first time. */
    private static boolean take(String argument, Iterator<String> rest, Map<String, String> options) {
        int equals = argument.indexOf('=');
        String option = equals < 0 ? argument : argument.substring(0, equals);
        switch (option) {
            case "--dsn", "--file", "--dir" -> {
                if (equals < 0 && !rest.hasNext()) {
                    return false;
                }
                String value = equals < 0 ? rest.next() : argument.substring(equals + 1);
                return isPlain(value) && options.put(option, value) == null;
            }
            case "-q", "--quiet" -> {
                return equals < 0 && options.put("--quiet", "") == null;
            }
            case "-v", "--verbose" -> {
                return equals < 0 && options.put("--verbose", "") == null;
            }
            case "--force" -> {
                return equals < 0 && options.put("--force", "") == null;
            }
            default -> {
                return false;
            }
        }
    }

    /** Nothing is missing, and it is no option, no file of arguments, and not in quotes. */
    private static boolean isPlain(String value) {
        return !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
    }
}
