package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.FilterFile;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.NamePattern.Objects;
import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What of a database is dumped and how, with pg_dump's names and meaning; {@link ContentFlags} are the options that are
 * either on or off.
 */
final class ContentOptions {

    private static final String TIME = "(\\d+)\\s*(ms|s|min|h|d)?";

    @Option(names = "--schema", paramLabel = "PATTERN", description = "Only these schemas and what is in them.")
    private List<String> schemas = List.of();

    @Option(names = "--exclude-schema", paramLabel = "PATTERN", description = "Not these schemas.")
    private List<String> excludedSchemas = List.of();

    @Option(
            names = "--table",
            paramLabel = "PATTERN",
            description = "Only these tables, views, materialized views, foreign tables and sequences.")
    private List<String> tables = List.of();

    @Option(names = "--exclude-table", paramLabel = "PATTERN", description = "Not these tables.")
    private List<String> excludedTables = List.of();

    @Option(names = "--exclude-table-data", paramLabel = "PATTERN", description = "Not the rows of these tables.")
    private List<String> excludedData = List.of();

    @Option(
            names = "--table-and-children",
            paramLabel = "PATTERN",
            description = "As --table, with partitions and what inherits from them.")
    private List<String> tablesAndChildren = List.of();

    @Option(
            names = "--exclude-table-and-children",
            paramLabel = "PATTERN",
            description = "As --exclude-table, with partitions and what inherits from them.")
    private List<String> excludedTablesAndChildren = List.of();

    @Option(
            names = "--exclude-table-data-and-children",
            paramLabel = "PATTERN",
            description = "As --exclude-table-data, with partitions and what inherits from them.")
    private List<String> excludedDataAndChildren = List.of();

    @Option(names = "--extension", paramLabel = "PATTERN", description = "Only these extensions.")
    private List<String> extensions = List.of();

    @Option(names = "--exclude-extension", paramLabel = "PATTERN", description = "Not these extensions.")
    private List<String> excludedExtensions = List.of();

    @Option(
            names = "--include-foreign-data",
            paramLabel = "PATTERN",
            description = "The rows of foreign tables on these foreign servers too.")
    private List<String> foreignData = List.of();

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            description = "Patterns from a file, as pg_dump 17 reads them; - is standard input.")
    private List<String> filters = List.of();

    @Option(
            names = "--section",
            paramLabel = "SECTION",
            description = "Only this section: pre-data, data or post-data. May be given several times.")
    private List<String> sections = List.of();

    @Option(names = "--rows-per-insert", paramLabel = "N", description = "Rows of an INSERT; implies --inserts.")
    private @Nullable Integer rowsPerInsert;

    @Option(names = "--role", paramLabel = "ROLE", description = "SET ROLE before reading the database.")
    private @Nullable String role;

    @Option(names = "--snapshot", paramLabel = "SNAPSHOT", description = "Read this exported snapshot.")
    private @Nullable String snapshot;

    @Option(
            names = "--lock-wait-timeout",
            paramLabel = "TIME",
            description = "Fail if a table cannot be locked within this time: milliseconds, or with a unit (2s, 1min).")
    private @Nullable String lockWaitTimeout;

    @Option(
            names = "--encoding",
            paramLabel = "ENCODING",
            description = "Encoding of the archive, if the server can convert to it; else UTF8.")
    private @Nullable String encoding;

    @Option(
            names = "--for-pg",
            paramLabel = "MAJOR",
            description = "For pg_restore and a server of an older major version: 15 writes what pg_dump 15 would.")
    private @Nullable Integer forMajor;

    /** Whether a filter comes from standard input, which can be read only once. */
    boolean readsStandardInput() {
        return filters.contains("-");
    }

    /** These options, in addition to others. */
    DumpOptions addTo(DumpOptions others, Surroundings surroundings) {
        DumpOptions options = others;
        options = add(options, true, Objects.SCHEMA, schemas);
        options = add(options, false, Objects.SCHEMA, excludedSchemas);
        options = add(options, true, Objects.TABLE, tables);
        options = add(options, false, Objects.TABLE, excludedTables);
        options = add(options, false, Objects.TABLE_DATA, excludedData);
        options = add(options, true, Objects.TABLE_AND_CHILDREN, tablesAndChildren);
        options = add(options, false, Objects.TABLE_AND_CHILDREN, excludedTablesAndChildren);
        options = add(options, false, Objects.TABLE_DATA_AND_CHILDREN, excludedDataAndChildren);
        options = add(options, true, Objects.EXTENSION, extensions);
        options = add(options, false, Objects.EXTENSION, excludedExtensions);
        options = add(options, true, Objects.FOREIGN_DATA, foreignData);
        for (String filter : filters) {
            for (NamePattern pattern : FilterSource.read(filter, surroundings, FilterFile::read)) {
                options = options.with(pattern);
            }
        }
        if (!sections.isEmpty()) {
            Set<DumpSection> wanted = EnumSet.noneOf(DumpSection.class);
            sections.forEach(section -> wanted.add(section(section)));
            options = options.withSections(wanted);
        }
        if (rowsPerInsert != null) {
            options = options.withRowsPerInsert(rowsPerInsert);
        }
        if (lockWaitTimeout != null) {
            options = options.withLockWaitTimeout(time(lockWaitTimeout));
        }
        if (forMajor != null) {
            options = options.withForMajor(forMajor);
        }
        return options.withRole(role).withSnapshot(snapshot).withEncoding(encoding);
    }

    private static DumpOptions add(DumpOptions options, boolean includes, Objects objects, List<String> patterns) {
        DumpOptions result = options;
        for (String pattern : patterns) {
            result = result.with(new NamePattern(includes, objects, pattern, false));
        }
        return result;
    }

    /** The section of this name. */
    static DumpSection section(String name) {
        return switch (name) {
            case "pre-data" -> DumpSection.PRE_DATA;
            case "data" -> DumpSection.DATA;
            case "post-data" -> DumpSection.POST_DATA;
            default ->
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "unrecognized section name: \"" + name + "\"; there are pre-data, data and post-data");
        };
    }

    /** A time as --lock-wait-timeout has it. */
    static Duration time(String text) {
        Matcher matcher = Pattern.compile(TIME).matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--lock-wait-timeout: \"" + text + "\" is no time; give milliseconds, or a unit: 500ms, 2s, 1min");
        }
        try {
            long count = Long.parseLong(matcher.group(1));
            return switch (String.valueOf(matcher.group(2))) {
                case "s" -> Duration.ofSeconds(count);
                case "min" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> Duration.ofMillis(count);
            };
        } catch (NumberFormatException | ArithmeticException e) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--lock-wait-timeout: \"" + text + "\" is too long; leave it out to wait for ever",
                    e);
        }
    }
}
