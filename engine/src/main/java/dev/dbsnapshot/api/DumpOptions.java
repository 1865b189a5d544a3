package dev.dbsnapshot.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a database is dumped and how, with pg_dump's names and meaning. Immutable; begin with {@link #DEFAULT}: every
 * method that begins with {@code with}, and {@link #include} and {@link #exclude}, returns a changed copy.
 *
 * <pre>{@code
 * DumpOptions.DEFAULT
 *         .include(NamePattern.Objects.SCHEMA, "app*")
 *         .exclude(NamePattern.Objects.TABLE_DATA, "app.log")
 *         .with(DumpFlag.NO_COMMENTS)
 * }</pre>
 *
 * @param patterns what is taken in and left out by name
 * @param flags everything that is either on or off
 * @param sections the sections that are dumped
 * @param rowsPerInsert how many rows one INSERT holds, from 1; 0 says that nobody has asked, which means 1 where rows
 *     are written as INSERTs at all
 * @param role the role that reads the database ({@code SET ROLE}), or {@code null}
 * @param snapshot the name of an exported snapshot to read, or {@code null} for one of its own
 * @param lockWaitTimeout how long to wait for a lock on a table, or {@code null} for ever
 * @param encoding the encoding of the archive, or {@code null} for UTF8 (SQL_ASCII for a database in it); any
 *     that the server converts to, but for SQL_ASCII, EUC_JIS_2004 and SHIFT_JIS_2004
 * @param forMajor the major version whose pg_restore and server the archive is for, or 0 for the server's own
 */
public record DumpOptions(
        List<NamePattern> patterns,
        Set<DumpFlag> flags,
        Set<DumpSection> sections,
        int rowsPerInsert,
        @Nullable String role,
        @Nullable String snapshot,
        @Nullable Duration lockWaitTimeout,
        @Nullable String encoding,
        int forMajor) {

    /** Everything, as pg_dump does it without any option. */
    public static final DumpOptions DEFAULT =
            new DumpOptions(List.of(), Set.of(), EnumSet.allOf(DumpSection.class), 0, null, null, null, null, 0);

    private static final int OLDEST_MAJOR = 12;
    private static final int NEWEST_MAJOR = 18;

    /**
     * Copies the collections.
     *
     * @param patterns what is taken in and left out by name
     * @param flags everything that is either on or off
     * @param sections the sections that are dumped
     * @param rowsPerInsert how many rows one INSERT holds, or 0
     * @param role the role that reads the database, or {@code null}
     * @param snapshot the name of an exported snapshot to read, or {@code null}
     * @param lockWaitTimeout how long to wait for a lock on a table, or {@code null} for ever
     * @param encoding the encoding of the archive, or {@code null}
     * @param forMajor the major version that the archive is for, or 0
     */
    public DumpOptions {
        patterns = List.copyOf(patterns);
        flags = Set.copyOf(flags);
        sections = Set.copyOf(sections);
    }

    /**
     * Takes objects in by name; everything of their sort that nobody names is left out.
     *
     * @param objects the sort of objects
     * @param pattern what psql understands
     * @return a changed copy
     */
    public DumpOptions include(NamePattern.Objects objects, String pattern) {
        return with(new NamePattern(true, objects, pattern, false));
    }

    /**
     * Leaves objects out by name.
     *
     * @param objects the sort of objects
     * @param pattern what psql understands
     * @return a changed copy
     */
    public DumpOptions exclude(NamePattern.Objects objects, String pattern) {
        return with(new NamePattern(false, objects, pattern, false));
    }

    /**
     * Adds a pattern.
     *
     * @param pattern what to take in or to leave out
     * @return a changed copy
     */
    public DumpOptions with(NamePattern pattern) {
        List<NamePattern> more = new ArrayList<>(patterns);
        more.add(pattern);
        return new DumpOptions(
                more, flags, sections, rowsPerInsert, role, snapshot, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Switches options on.
     *
     * @param first an option
     * @param others more of them
     * @return a changed copy
     */
    public DumpOptions with(DumpFlag first, DumpFlag... others) {
        Set<DumpFlag> more = EnumSet.of(first, others);
        more.addAll(flags);
        return new DumpOptions(
                patterns, more, sections, rowsPerInsert, role, snapshot, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Switches options off.
     *
     * @param first an option
     * @param others more of them
     * @return a changed copy
     */
    public DumpOptions without(DumpFlag first, DumpFlag... others) {
        Set<DumpFlag> less = EnumSet.noneOf(DumpFlag.class);
        less.addAll(flags);
        less.removeAll(EnumSet.of(first, others));
        return new DumpOptions(
                patterns, less, sections, rowsPerInsert, role, snapshot, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Dumps these sections only.
     *
     * @param value the sections
     * @return a changed copy
     */
    public DumpOptions withSections(Set<DumpSection> value) {
        return new DumpOptions(
                patterns, flags, value, rowsPerInsert, role, snapshot, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Writes rows as INSERTs of several rows.
     *
     * @param value how many rows an INSERT holds, from 1
     * @return a changed copy
     */
    public DumpOptions withRowsPerInsert(int value) {
        if (value < 1) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "--rows-per-insert must be in range 1.." + Integer.MAX_VALUE + ", not " + value);
        }
        return new DumpOptions(patterns, flags, sections, value, role, snapshot, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Reads the database as another role.
     *
     * @param value the role, or {@code null} for the one that logs in
     * @return a changed copy
     */
    public DumpOptions withRole(@Nullable String value) {
        return new DumpOptions(
                patterns, flags, sections, rowsPerInsert, value, snapshot, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Reads a snapshot that another session has exported.
     *
     * @param value its name, or {@code null} for a new one
     * @return a changed copy
     */
    public DumpOptions withSnapshot(@Nullable String value) {
        return new DumpOptions(
                patterns, flags, sections, rowsPerInsert, role, value, lockWaitTimeout, encoding, forMajor);
    }

    /**
     * Fails if a table cannot be locked in time.
     *
     * @param value how long to wait, or {@code null} for ever
     * @return a changed copy
     */
    public DumpOptions withLockWaitTimeout(@Nullable Duration value) {
        return new DumpOptions(patterns, flags, sections, rowsPerInsert, role, snapshot, value, encoding, forMajor);
    }

    /**
     * Asks for an encoding of the archive.
     *
     * @param value PostgreSQL's name of it, or {@code null} for UTF8
     * @return a changed copy
     */
    public DumpOptions withEncoding(@Nullable String value) {
        return new DumpOptions(
                patterns, flags, sections, rowsPerInsert, role, snapshot, lockWaitTimeout, value, forMajor);
    }

    /**
     * Writes an archive that an older pg_restore reads and an older server takes: in that version's format, with its
     * pg_dump's texts, large objects one by one before 17. What that server cannot have is refused by name when the
     * backup runs (UNSUPPORTED). A version that is not older than the server changes nothing, because newer programs
     * read older archives. Values of rows are not looked at: before 14 numeric has no infinity, before 17 interval has
     * none. The facts are those of PostgreSQL's release notes and of its servers' catalogs.
     *
     * @param value a major version, from 12 to 18
     * @return a changed copy
     * @throws SnapshotException (USAGE) if it is no such version
     */
    public DumpOptions withForMajor(int value) {
        if (value < OLDEST_MAJOR || value > NEWEST_MAJOR) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--for-pg must be in range " + OLDEST_MAJOR + ".." + NEWEST_MAJOR + ", not " + value
                            + ": it is the major version of the pg_restore that will read the archive");
        }
        return new DumpOptions(
                patterns, flags, sections, rowsPerInsert, role, snapshot, lockWaitTimeout, encoding, value);
    }

    /**
     * Whether an option is on.
     *
     * @param flag the option
     * @return whether it is
     */
    public boolean has(DumpFlag flag) {
        return flags.contains(flag);
    }

    /**
     * How many rows one INSERT holds.
     *
     * @return the number, or 0 where rows are written as COPY has them
     */
    public int insertRows() {
        return rowsPerInsert == 0 && (has(DumpFlag.INSERTS) || has(DumpFlag.COLUMN_INSERTS)) ? 1 : rowsPerInsert;
    }

    /**
     * Whether something of a sort is taken in by name.
     *
     * @param objects the sort
     * @return whether there is such a pattern
     */
    public boolean includesAny(NamePattern.Objects objects) {
        return patterns.stream().anyMatch(pattern -> pattern.includes() && pattern.objects() == objects);
    }

    /**
     * Whether nothing was asked for by name, so that objects in no schema are dumped too.
     *
     * @return whether there is no pattern that takes in schemas, tables or extensions
     */
    public boolean includesEverything() {
        return patterns.stream()
                .noneMatch(pattern -> pattern.includes()
                        && switch (pattern.objects()) {
                            case SCHEMA, TABLE, TABLE_AND_CHILDREN -> true;
                            case EXTENSION -> !pattern.fromFilter();
                            default -> false;
                        });
    }

    /**
     * Refuses options that contradict each other, in pg_dump's words.
     *
     * @throws SnapshotException (USAGE) if they do
     */
    public void check() {
        refuse(
                has(DumpFlag.SCHEMA_ONLY) && has(DumpFlag.DATA_ONLY),
                "options -s/--schema-only and -a/--data-only cannot be used together");
        refuse(
                has(DumpFlag.SCHEMA_ONLY) && includesAny(NamePattern.Objects.FOREIGN_DATA),
                "options -s/--schema-only and --include-foreign-data cannot be used together");
        refuse(
                has(DumpFlag.DATA_ONLY) && has(DumpFlag.CLEAN),
                "options -c/--clean and -a/--data-only cannot be used together");
        refuse(has(DumpFlag.IF_EXISTS) && !has(DumpFlag.CLEAN), "option --if-exists requires option -c/--clean");
        refuse(
                has(DumpFlag.ON_CONFLICT_DO_NOTHING) && insertRows() == 0,
                "option --on-conflict-do-nothing requires option --inserts, --rows-per-insert, or --column-inserts");
    }

    private static void refuse(boolean contradiction, String message) {
        if (contradiction) {
            throw new SnapshotException(ErrorCode.USAGE, message);
        }
    }
}
