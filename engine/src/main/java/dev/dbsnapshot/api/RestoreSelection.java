package dev.dbsnapshot.api;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of an archive is restored, with the meaning that pg_restore gives its options, and under which names. Immutable;
 * start from {@link #EVERYTHING}.
 *
 * <pre>{@code
 * RestoreSelection.EVERYTHING.with(RestoreSelection.Objects.TABLE, "orders").withContent(RestoreSelection.Content.DATA)
 * }</pre>
 *
 * @param content definitions, data or both
 * @param sections only these sections
 * @param names exact names of what is chosen; a type that is missing or empty chooses nothing by itself
 * @param list dump ids of the only entries that are restored, in this order; {@code null} for all in the archive's order
 * @param flags everything that is either on or off
 * @param role {@code SET ROLE} before anything is done; {@code null} for the role that logs in
 * @param schemaNames new names of schemas by the archive's
 * @param roleNames names of roles in the target by the archive's: owners, privileges, policies and user mappings
 */
public record RestoreSelection(
        Content content,
        Set<DumpSection> sections,
        Map<Objects, Set<String>> names,
        @Nullable List<Integer> list,
        Set<RestoreFlag> flags,
        @Nullable String role,
        Map<String, String> schemaNames,
        Map<String, String> roleNames) {

    /** All of an archive, without owners and privileges. */
    public static final RestoreSelection EVERYTHING = new RestoreSelection(
            Content.ALL, EnumSet.allOf(DumpSection.class), Map.of(), null, Set.of(), null, Map.of(), Map.of());

    private static final Pattern LINE = Pattern.compile("\\s*\\+?(\\d{1,9})(?:\\s.*)?", Pattern.DOTALL);

    /** What of the entries is restored. */
    public enum Content {
        /** Definitions and data. */
        ALL,
        /** Definitions only. */
        SCHEMA,
        /** Rows, large objects and positions of sequences only. */
        DATA
    }

    /** What can be chosen by name; names are exact, and match in every schema. */
    public enum Objects {
        /** Only what is in these schemas; the schemas themselves are not in themselves, as in pg_restore. */
        SCHEMA,
        /** Nothing of what is in these schemas. */
        EXCLUDED_SCHEMA,
        /** Neither these tables, views or sequences ({@code table} or {@code schema.table}) nor what depends on them. */
        EXCLUDED_TABLE,
        /** No rows of these tables ({@code table} or {@code schema.table}). */
        EXCLUDED_TABLE_DATA,
        /** Tables, views, materialized views, foreign tables and sequences, without what hangs on them. */
        TABLE,
        /** Indexes. */
        INDEX,
        /** Functions, procedures and aggregates, with types of arguments: {@code name(integer, text)}. */
        FUNCTION,
        /** Triggers, as the list of entries has them: {@code table trigger}. */
        TRIGGER
    }

    /**
     * Copies everything and checks it.
     *
     * @param content definitions, data or both
     * @param sections only these sections
     * @param names exact names of what is chosen; a type that is missing or empty chooses nothing by itself
     * @param list dump ids of the only entries that are restored, in this order; {@code null} for all
     * @param flags everything that is either on or off
     * @param role {@code SET ROLE} before anything is done; {@code null} for the role that logs in
     * @param schemaNames new names of schemas by the archive's
     * @param roleNames names of roles in the target by the archive's
     * @throws SnapshotException (USAGE) if something in it contradicts something else
     */
    public RestoreSelection {
        sections = Set.copyOf(sections);
        Map<Objects, Set<String>> copy = new EnumMap<>(Objects.class);
        names.forEach((type, some) -> {
            if (!some.isEmpty()) {
                copy.put(type, Set.copyOf(some));
            }
        });
        names = Map.copyOf(copy);
        list = list == null ? null : List.copyOf(list);
        flags = Set.copyOf(flags);
        schemaNames = Map.copyOf(schemaNames);
        roleNames = Map.copyOf(roleNames);
        check(content, sections, schemaNames);
    }

    private static void check(Content content, Set<DumpSection> sections, Map<String, String> schemaNames) {
        boolean definitions = sections.contains(DumpSection.PRE_DATA) || sections.contains(DumpSection.POST_DATA);
        if (content == Content.DATA && !sections.contains(DumpSection.DATA)) {
            throw wrong("only data was asked for, and no section that has any: add section data");
        }
        if (content == Content.SCHEMA && !definitions) {
            throw wrong("only definitions were asked for, and no section that has any: add pre-data or post-data");
        }
        if (!schemaNames.isEmpty() && (content == Content.DATA || !sections.contains(DumpSection.PRE_DATA))) {
            throw wrong("a schema gets its new name after it was made, so that data alone cannot be mapped:"
                    + " restore definitions too, or leave out --map-schema");
        }
        if (new HashSet<>(schemaNames.values()).size() < schemaNames.size()) {
            throw wrong("two schemas cannot get the same name: give each --map-schema a name of its own");
        }
        for (String name : schemaNames.values()) {
            if (schemaNames.containsKey(name)) {
                throw wrong("schema " + name + " is mapped and the target of a mapping: choose another name");
            }
        }
    }

    private static SnapshotException wrong(String message) {
        return new SnapshotException(ErrorCode.USAGE, message);
    }

    /**
     * Definitions, data or both.
     *
     * @param value which
     * @return a changed copy
     */
    public RestoreSelection withContent(Content value) {
        return new RestoreSelection(value, sections, names, list, flags, role, schemaNames, roleNames);
    }

    /**
     * Only these sections.
     *
     * @param value which
     * @return a changed copy
     */
    public RestoreSelection withSections(Set<DumpSection> value) {
        return new RestoreSelection(content, value, names, list, flags, role, schemaNames, roleNames);
    }

    /**
     * One more name.
     *
     * @param type of what
     * @param name as it stands in the archive, not quoted
     * @return a changed copy
     */
    public RestoreSelection with(Objects type, String name) {
        Map<Objects, Set<String>> more = new LinkedHashMap<>(names);
        Set<String> some = new LinkedHashSet<>(names.getOrDefault(type, Set.of()));
        some.add(name);
        more.put(type, some);
        return new RestoreSelection(content, sections, more, list, flags, role, schemaNames, roleNames);
    }

    /**
     * Only the entries of a list, in its order ({@code --use-list}): what {@code pg_restore --list} or {@code db-snapshot
     * inspect} prints, with lines left out, put behind a semicolon, or moved.
     *
     * @param lines the lines of the list
     * @return a changed copy
     * @throws SnapshotException (USAGE) if a line is neither empty, nor a comment, nor begins with the number of an entry
     *     that no other line has
     */
    public RestoreSelection withList(List<String> lines) {
        List<Integer> ids = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.indexOf(';') < 0 ? line : line.substring(0, line.indexOf(';'));
            if (text.isBlank()) {
                continue;
            }
            Matcher matcher = LINE.matcher(text);
            if (!matcher.matches()) {
                throw wrong("line " + (i + 1) + " of the list begins with no number of an entry: " + text.strip());
            }
            int id = Integer.parseInt(matcher.group(1));
            if (!seen.add(id)) {
                throw wrong(
                        "line " + (i + 1) + " of the list names entry " + id + " again: leave out one of the lines");
            }
            ids.add(id);
        }
        return new RestoreSelection(content, sections, names, ids, flags, role, schemaNames, roleNames);
    }

    /**
     * One more flag.
     *
     * @param flag which
     * @return a changed copy
     */
    public RestoreSelection with(RestoreFlag flag) {
        Set<RestoreFlag> more = EnumSet.of(flag);
        more.addAll(flags);
        return new RestoreSelection(content, sections, names, list, more, role, schemaNames, roleNames);
    }

    /**
     * The role to work as.
     *
     * @param value one that the role that logs in may take on, or {@code null}
     * @return a changed copy
     */
    public RestoreSelection withRole(@Nullable String value) {
        return new RestoreSelection(content, sections, names, list, flags, value, schemaNames, roleNames);
    }

    /**
     * Gives a schema of the archive another name in the target: it is restored under its own name, and renamed in the
     * same transaction. A schema of its own name that is there already steps aside meanwhile, and is not changed.
     *
     * @param name in the archive
     * @param newName in the target, where no schema may have it yet
     * @return a changed copy
     */
    public RestoreSelection withSchemaName(String name, String newName) {
        return new RestoreSelection(
                content, sections, names, list, flags, role, put(schemaNames, name, newName), roleNames);
    }

    /**
     * Puts a role of the target in the place of one of the archive.
     *
     * @param name in the archive
     * @param newName in the target
     * @return a changed copy
     */
    public RestoreSelection withRoleName(String name, String newName) {
        return new RestoreSelection(
                content, sections, names, list, flags, role, schemaNames, put(roleNames, name, newName));
    }

    private static Map<String, String> put(Map<String, String> map, String name, String newName) {
        if (name.isEmpty() || newName.isEmpty()) {
            throw wrong("a name in a mapping is empty: give it as OLD=NEW");
        }
        if (map.containsKey(name)) {
            throw wrong(name + " is mapped twice: leave out one of the mappings");
        }
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, newName);
        return more;
    }

    /**
     * Whether an option is on.
     *
     * @param flag which
     * @return whether it is
     */
    public boolean has(RestoreFlag flag) {
        return flags.contains(flag);
    }

    /**
     * Whether it may leave out something of what makes the archive's database, or puts it elsewhere. Comments, tablespaces
     * and the like do not count.
     *
     * @return whether it is a part
     */
    public boolean isPart() {
        return content != Content.ALL
                || sections.size() < DumpSection.values().length
                || !names.isEmpty()
                || list != null
                || !schemaNames.isEmpty();
    }
}
