package dev.dbsnapshot.script;

import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are chosen by name or by a list ({@code --schema}, {@code --table}, {@code --use-list} and so on). The
 * names are exact, as pg_restore has them. Immutable.
 *
 * @param schemas only what is in these schemas; all if it is empty
 * @param excludedSchemas nothing of what is in these
 * @param types only objects of these types and names; all if it is empty
 * @param list only the entries of these dump ids, in this order; all if it is {@code null}
 */
public record EntryFilter(
        Set<String> schemas,
        Set<String> excludedSchemas,
        Map<Type, Set<String>> types,
        @Nullable List<Integer> list) {

    /** Types of objects that can be chosen by name. */
    public enum Type {
        /** Whatever has rows or looks like it. */
        TABLE,
        INDEX,
        /** By name and types of arguments, as the list of entries has it. */
        FUNCTION,
        TRIGGER;

        static @Nullable Type of(TocEntry entry) {
            return switch (entry.desc()) {
                case "TABLE",
                        "TABLE DATA",
                        "VIEW",
                        "FOREIGN TABLE",
                        "MATERIALIZED VIEW",
                        "MATERIALIZED VIEW DATA",
                        "SEQUENCE",
                        "SEQUENCE SET" -> TABLE;
                case "INDEX" -> INDEX;
                case "FUNCTION", "AGGREGATE", "PROCEDURE" -> FUNCTION;
                case "TRIGGER" -> TRIGGER;
                default -> null;
            };
        }
    }

    /** Lets everything through. */
    public static final EntryFilter EVERYTHING = new EntryFilter(Set.of(), Set.of(), Map.of(), null);

    public EntryFilter {
        schemas = Set.copyOf(schemas);
        excludedSchemas = Set.copyOf(excludedSchemas);
        types = types.entrySet().stream()
                .filter(type -> !type.getValue().isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, type -> Set.copyOf(type.getValue())));
        list = list == null ? null : List.copyOf(list);
    }

    /** Whether names choose, so that comments and privileges go with what they are about. */
    boolean selects() {
        return !schemas.isEmpty() || !excludedSchemas.isEmpty() || !types.isEmpty();
    }

    /** The entries in the order of the list: what is not in it comes first ({@code SortTocFromFile}). */
    List<TocEntry> ordered(List<TocEntry> entries) {
        if (list == null) {
            return entries;
        }
        Map<Integer, TocEntry> byId = new HashMap<>();
        entries.forEach(entry -> byId.put(entry.dumpId(), entry));
        Set<Integer> wanted = new HashSet<>(list);
        List<TocEntry> ordered = new ArrayList<>();
        entries.stream().filter(entry -> !wanted.contains(entry.dumpId())).forEach(ordered::add);
        for (int id : list) {
            TocEntry entry = byId.get(id);
            if (entry != null) {
                ordered.add(entry);
            }
        }
        return ordered;
    }

    /** The dump ids of the list; {@code null} for all. */
    @Nullable
    Set<Integer> listed() {
        return list == null ? null : new HashSet<>(list);
    }

    /** Whether an entry that stands for itself is chosen by its names. */
    boolean takes(TocEntry entry) {
        String namespace = entry.namespace();
        boolean inSchema = namespace != null && !namespace.isEmpty();
        if (!schemas.isEmpty() && (!inSchema || !schemas.contains(namespace))) {
            return false;
        }
        if (inSchema && excludedSchemas.contains(namespace)) {
            return false;
        }
        if (types.isEmpty()) {
            return true;
        }
        Type type = Type.of(entry);
        return type != null && types.getOrDefault(type, Set.of()).contains(entry.tag() == null ? "" : entry.tag());
    }

    /** What the filter names and no entry has, as messages call it. */
    public List<String> unmatched(List<TocEntry> entries) {
        List<String> missing = new ArrayList<>();
        for (String schema : schemas) {
            if (entries.stream().noneMatch(entry -> schema.equals(entry.namespace()))) {
                missing.add("schema " + schema);
            }
        }
        types.forEach((type, names) -> names.stream()
                .filter(name -> entries.stream().noneMatch(entry -> Type.of(entry) == type && name.equals(entry.tag())))
                .forEach(name -> missing.add(type.name().toLowerCase(Locale.ROOT) + " " + name)));
        return missing;
    }
}
