package dev.dbsnapshot.jump;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.SnapshotException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Options as pg_dump takes them. */
final class DumpArguments {

    private static final Set<DumpFlag> SAID_OTHERWISE =
            Set.of(DumpFlag.OWNER, DumpFlag.PRIVILEGES, DumpFlag.LARGE_OBJECTS, DumpFlag.NO_LARGE_OBJECTS);

    private DumpArguments() {}

    /** The arguments, quoted for sh. */
    static String of(DumpOptions options) {
        if (options.forMajor() != 0) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--for-pg is not possible in the jump pod, whose pg_dump writes its own version's archives: leave"
                            + " it out, or name an image of that version by --image");
        }
        List<String> words = new ArrayList<>();
        if (!options.has(DumpFlag.OWNER)) {
            words.add("--no-owner");
        }
        if (!options.has(DumpFlag.PRIVILEGES)) {
            words.add("--no-privileges");
        }
        // The names that all versions know.
        if (options.has(DumpFlag.LARGE_OBJECTS)) {
            words.add("--blobs");
        }
        if (options.has(DumpFlag.NO_LARGE_OBJECTS)) {
            words.add("--no-blobs");
        }
        options.flags().stream()
                .filter(flag -> !SAID_OTHERWISE.contains(flag))
                .map(flag -> option(flag.name()))
                .sorted()
                .forEach(words::add);
        options.patterns().forEach(pattern -> words.add(option(pattern)));
        if (options.sections().size() < DumpSection.values().length) {
            options.sections()
                    .forEach(section ->
                            words.add("--section=" + option(section.name()).substring(2)));
        }
        if (options.rowsPerInsert() > 0) {
            words.add("--rows-per-insert=" + options.rowsPerInsert());
        }
        if (options.lockWaitTimeout() != null) {
            words.add("--lock-wait-timeout=" + options.lockWaitTimeout().toMillis());
        }
        if (options.role() != null) {
            words.add("--role=" + options.role());
        }
        if (options.snapshot() != null) {
            words.add("--snapshot=" + options.snapshot());
        }
        if (options.encoding() != null) {
            words.add("--encoding=" + options.encoding());
        }
        return words.stream().map(DumpArguments::quoted).collect(Collectors.joining(" "));
    }

    private static String option(NamePattern pattern) {
        String objects = option(pattern.objects().name()).substring(2);
        String verb = pattern.objects() == NamePattern.Objects.FOREIGN_DATA
                ? "include-"
                : pattern.includes() ? "" : "exclude-";
        return "--" + verb + objects + "=" + pattern.pattern();
    }

    private static String option(String constant) {
        return "--" + constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
