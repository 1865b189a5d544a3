package dev.dbsnapshot.script;

import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a script holds, in the words of pg_restore's options. Immutable; begin with {@link #of} and change what is to
 * be different.
 *
 * @param major the major version of PostgreSQL whose pg_restore is imitated
 * @param restrictKey the key of {@code \restrict}; without one the script has no such lines, except around
 *     {@code \connect}, where {@code (null)} stands in its place as in pg_dump 15.18
 * @param parts which of schema, data and statistics are written
 * @param sections which sections are written
 * @param flags everything that is either on or off
 * @param role {@code --role}
 * @param superuser {@code --superuser}, for disabled triggers
 * @param filter which entries are chosen by name or list
 */
public record ScriptOptions(
        int major,
        @Nullable String restrictKey,
        Set<Part> parts,
        Set<Section> sections,
        Set<Flag> flags,
        @Nullable String role,
        @Nullable String superuser,
        EntryFilter filter) {

    /** What an entry can hold. */
    public enum Part {
        /** Definitions. */
        SCHEMA,
        /** Rows, large objects, positions of sequences. */
        DATA,
        /** What the planner knows about rows; from version 18 on. */
        STATISTICS
    }

    /** The options that are either on or off. */
    public enum Flag {
        CLEAN,
        IF_EXISTS,
        CREATE,
        NO_OWNER,
        NO_PRIVILEGES,
        NO_COMMENTS,
        NO_POLICIES,
        NO_PUBLICATIONS,
        NO_SUBSCRIPTIONS,
        NO_SECURITY_LABELS,
        NO_TABLESPACES,
        NO_TABLE_ACCESS_METHOD,
        SINGLE_TRANSACTION,
        USE_SET_SESSION_AUTHORIZATION,
        DISABLE_TRIGGERS,
        ENABLE_ROW_SECURITY,
        /** An option of pg_dump alone, for its restore.sql. */
        QUOTE_ALL_IDENTIFIERS
    }

    private static final Pattern MAJOR = Pattern.compile("(\\d+).*", Pattern.DOTALL);
    private static final int UNKNOWN_MAJOR = 18;

    public ScriptOptions {
        parts = Set.copyOf(parts);
        sections = Set.copyOf(sections);
        flags = Set.copyOf(flags);
    }

    /** All of an archive, in the way of the pg_dump that wrote it. */
    public static ScriptOptions of(Toc toc) {
        String version = toc.dumpVersion();
        Matcher matcher = MAJOR.matcher(version == null ? "" : version);
        int major = matcher.matches() && matcher.group(1).length() <= 4
                ? Integer.parseInt(matcher.group(1))
                : UNKNOWN_MAJOR;
        return new ScriptOptions(
                major,
                null,
                EnumSet.allOf(Part.class),
                EnumSet.allOf(Section.class),
                Set.of(),
                null,
                null,
                EntryFilter.EVERYTHING);
    }

    public ScriptOptions withMajor(int value) {
        return new ScriptOptions(value, restrictKey, parts, sections, flags, role, superuser, filter);
    }

    public ScriptOptions withRestrictKey(@Nullable String value) {
        return new ScriptOptions(major, value, parts, sections, flags, role, superuser, filter);
    }

    public ScriptOptions withParts(Set<Part> value) {
        return new ScriptOptions(major, restrictKey, value, sections, flags, role, superuser, filter);
    }

    public ScriptOptions withSections(Set<Section> value) {
        return new ScriptOptions(major, restrictKey, parts, value, flags, role, superuser, filter);
    }

    public ScriptOptions withRole(@Nullable String value) {
        return new ScriptOptions(major, restrictKey, parts, sections, flags, value, superuser, filter);
    }

    public ScriptOptions withSuperuser(@Nullable String value) {
        return new ScriptOptions(major, restrictKey, parts, sections, flags, role, value, filter);
    }

    public ScriptOptions withFilter(EntryFilter value) {
        return new ScriptOptions(major, restrictKey, parts, sections, flags, role, superuser, value);
    }

    /** These options and some more flags. */
    public ScriptOptions with(Flag first, Flag... more) {
        Set<Flag> all = EnumSet.of(first, more);
        all.addAll(flags);
        return new ScriptOptions(major, restrictKey, parts, sections, all, role, superuser, filter);
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    boolean wants(Part part) {
        return parts.contains(part);
    }
}
