package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import java.util.List;
import java.util.stream.Collectors;

/** Storage options ({@code reloptions}) as WITH (...) takes them ({@code appendReloptionsArray}). */
final class RelationOptions {

    private RelationOptions() {}

    /**
     * The options, separated by commas.
     *
     * @param options {@code name=value} each
     * @param prefix what stands in front of each name, for example {@code toast.}
     * @param quoting how names and values are written
     */
    static String text(List<String> options, String prefix, Quoting quoting) {
        return options.stream().map(option -> prefix + text(option, quoting)).collect(Collectors.joining(", "));
    }

    private static String text(String option, Quoting quoting) {
        int separator = option.indexOf('=');
        String name = separator < 0 ? option : option.substring(0, separator);
        String value = separator < 0 ? "" : option.substring(separator + 1);
        // A value that could stand as an identifier is left as it is; numbers are quoted.
        return quoting.id(name) + "=" + (quoting.id(value).equals(value) ? value : quoting.literal(value));
    }
}
