package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreSelection.Objects;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.script.EntryCommands;
import dev.dbsnapshot.script.EntryFilter;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.script.ScriptOptions.Part;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.toc.EntryList;
import dev.dbsnapshot.toc.RestorePass;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an archive is restored. Immutable.
 *
 * @param toc the entries that are restored, in their order, with nothing in them that is not restored: owners, tablespaces
 *     and so on are missing where they are not asked for, and roles have the names that they have in the target
 * @param onlyData whether it is a part of the archive, and only data
 * @param leftOut what is left out though nobody named it, because it depends on a table that is not wanted
 */
public record Selected(Toc toc, boolean onlyData, List<String> leftOut) {

    public Selected {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Selects.
     *
     * @throws SnapshotException (USAGE) if something is named that is not in the archive, or nothing is selected
     */
    public static Selected of(Toc toc, RestoreSelection selection) {
        EntryFilter filter = filter(selection);
        ExcludedTables excluded = ExcludedTables.of(toc, selection);
        mustMatch(toc, filter, excluded);
        Roles roles = new Roles(selection.roleNames());
        EntryCommands commands = new EntryCommands(toc);
        EntryList.Builder changed = new EntryList.Builder();
        Set<Set<Part>> contents = new HashSet<>();
        Set<Integer> seen = new HashSet<>();
        SqlScript.selected(toc, options(toc, selection, filter), (entry, parts) -> {
            // A list may name an entry twice.
            boolean again = filter.list() != null && !seen.add(entry.dumpId());
            if (!again && !excluded.ids().contains(entry.dumpId())) {
                contents.add(parts);
                changed.add(changed(entry, parts, selection, roles, commands));
            }
        });
        contents.remove(Set.<Part>of());
        if (selection.isPart() && contents.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "nothing of the archive is selected; 'db-snapshot inspect FILE' shows what it has");
        }
        boolean data = Set.of(Set.of(Part.DATA)).containsAll(contents);
        List<TocEntry> entries = withMappedSchemas(toc, selection, changed.build());
        return new Selected(toc.withEntries(entries), selection.isPart() && data, excluded.others());
    }

    private static TocEntry changed(
            TocEntry entry, Set<Part> parts, RestoreSelection selection, Roles roles, EntryCommands commands) {
        TocEntry.Builder builder = entry.toBuilder();
        String definition = entry.defn();
        if (entry.hadDumper() && !parts.contains(Part.DATA)) {
            builder.hadDumper(false).fileName("");
        } else if (entry.hadDumper() && !parts.contains(Part.SCHEMA) && !isViaPartitionRoot(definition)) {
            definition = null;
        }
        if (RestorePass.of(entry) == RestorePass.ACL) {
            definition = commands.privileges(entry);
        }
        builder.defn(definition == null ? null : roles.mapped(entry.desc(), definition));
        String owner = entry.owner();
        builder.owner(selection.has(RestoreFlag.OWNER) && owner != null ? roles.mapped(owner) : null);
        if (selection.has(RestoreFlag.NO_TABLESPACES)) {
            builder.tablespace(null);
        }
        if (selection.has(RestoreFlag.NO_TABLE_ACCESS_METHOD)) {
            builder.tableam(null);
        }
        return builder.build();
    }

    private static boolean isViaPartitionRoot(@Nullable String definition) {
        return definition != null && definition.startsWith("-- load via partition root ");
    }

    /** A schema that gets another name has to be made, though pg_restore does not count it to what is in it. */
    private static List<TocEntry> withMappedSchemas(Toc toc, RestoreSelection selection, List<TocEntry> selected) {
        if (selection.schemaNames().isEmpty()) {
            return selected;
        }
        List<TocEntry> changed = new ArrayList<>(selected);
        Set<String> made = new HashSet<>();
        changed.stream().filter(entry -> entry.desc().equals("SCHEMA")).forEach(entry -> made.add(entry.tag() + ""));
        for (String name : selection.schemaNames().keySet()) {
            if (toc.entries().stream().noneMatch(entry -> name.equals(entry.namespace()))) {
                throw new SnapshotException(
                        ErrorCode.USAGE, "--map-schema names schema " + name + ", and the archive has nothing in it");
            }
            if (!made.contains(name)) {
                changed.add(
                        0,
                        TocEntry.builder(0, "SCHEMA", Section.PRE_DATA)
                                .tag(name)
                                .defn("CREATE SCHEMA")
                                .build());
            }
        }
        return changed;
    }

    private static EntryFilter filter(RestoreSelection selection) {
        Map<Objects, Set<String>> names = selection.names();
        return new EntryFilter(
                names.getOrDefault(Objects.SCHEMA, Set.of()),
                names.getOrDefault(Objects.EXCLUDED_SCHEMA, Set.of()),
                Map.of(
                        EntryFilter.Type.TABLE, names.getOrDefault(Objects.TABLE, Set.of()),
                        EntryFilter.Type.INDEX, names.getOrDefault(Objects.INDEX, Set.of()),
                        EntryFilter.Type.FUNCTION, names.getOrDefault(Objects.FUNCTION, Set.of()),
                        EntryFilter.Type.TRIGGER, names.getOrDefault(Objects.TRIGGER, Set.of())),
                selection.list());
    }

    private static void mustMatch(Toc toc, EntryFilter filter, ExcludedTables excluded) {
        List<String> missing = new ArrayList<>(filter.unmatched(toc.entries()));
        missing.addAll(excluded.unmatched());
        if (filter.list() != null) {
            Set<Integer> ids = new HashSet<>();
            toc.entries().forEach(entry -> ids.add(entry.dumpId()));
            filter.list().stream().filter(id -> !ids.contains(id)).forEach(id -> missing.add("entry " + id));
        }
        if (!missing.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "the archive has no " + String.join(", no ", missing)
                            + "; 'db-snapshot inspect FILE' shows what it has");
        }
    }

    private static ScriptOptions options(Toc toc, RestoreSelection selection, EntryFilter filter) {
        Set<Section> sections = EnumSet.noneOf(Section.class);
        for (DumpSection section : selection.sections()) {
            sections.add(
                    switch (section) {
                        case PRE_DATA -> Section.PRE_DATA;
                        case DATA -> Section.DATA;
                        case POST_DATA -> Section.POST_DATA;
                    });
        }
        Set<Part> parts =
                switch (selection.content()) {
                    case ALL -> EnumSet.allOf(Part.class);
                    case SCHEMA -> EnumSet.of(Part.SCHEMA);
                    case DATA -> EnumSet.of(Part.DATA);
                };
        ScriptOptions options =
                ScriptOptions.of(toc).withParts(parts).withSections(sections).withFilter(filter);
        if (!selection.has(RestoreFlag.PRIVILEGES)) {
            options = options.with(Flag.NO_PRIVILEGES);
        }
        for (RestoreFlag flag : selection.flags()) {
            options = switch (flag) {
                case NO_COMMENTS -> options.with(Flag.NO_COMMENTS);
                case NO_POLICIES -> options.with(Flag.NO_POLICIES);
                case NO_PUBLICATIONS -> options.with(Flag.NO_PUBLICATIONS);
                case NO_SUBSCRIPTIONS -> options.with(Flag.NO_SUBSCRIPTIONS);
                case NO_SECURITY_LABELS -> options.with(Flag.NO_SECURITY_LABELS);
                case OWNER, PRIVILEGES, NO_TABLESPACES, NO_TABLE_ACCESS_METHOD -> options;
            };
        }
        return options;
    }
}
