package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import java.util.List;
import java.util.stream.Collectors;

/** How {@code reloptions} are written ({@code appendReloptionsArray}). */
final class RelOptions {

    private RelOptions() {}

    /**
     * The options as they stand between the parentheses of WITH (...).
     *
     * @param prefix what stands in front of every name, for example {@code toast.}
     */
    static String text(List<String> options, String prefix, Quoting quoting) {
        return options.stream().map(option -> one(option, prefix, quoting)).collect(Collectors.joining(", "));
    }

    private static String one(String option, String prefix, Quoting quoting) {
        int separator = option.indexOf('=');
        String name = separator < 0 ? option : option.substring(0, separator);
        String value = separator < 0 ? "" : option.substring(separator + 1);
        // Only what could be an identifier goes without quotes: what a number means is up to the option.
        boolean plain = quoting.id(value).equals(value);
        return prefix + quoting.id(name) + "=" + (plain ? value : quoting.literal(value));
    }
}
