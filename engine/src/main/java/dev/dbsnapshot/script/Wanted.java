package dev.dbsnapshot.script;

import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.script.ScriptOptions.Part;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides which parts of an entry a script holds ({@code _tocEntryRequired}). */
final class Wanted {

    private static final String VIA_PARTITION_ROOT = "-- load via partition root ";

    private final ScriptOptions options;
    private final EntryFilter filter;
    private final Map<Integer, String> kinds = new HashMap<>();
    private final Map<Integer, Set<Part>> found = new HashMap<>();

    private Wanted(List<TocEntry> entries, ScriptOptions options) {
        this.options = options;
        this.filter = options.filter();
        if (filter.selects()) {
            entries.forEach(entry -> kinds.put(entry.dumpId(), entry.desc()));
        }
    }

    /**
     * The parts that are wanted of each entry, by dump id; nothing for an entry that is left out.
     *
     * @param entries in the order in which they are restored, since what belongs to others follows them
     */
    static Map<Integer, Set<Part>> of(List<TocEntry> entries, ScriptOptions options) {
        Wanted wanted = new Wanted(entries, options);
        Set<Integer> listed = options.filter().listed();
        Section current = Section.PRE_DATA;
        for (TocEntry entry : entries) {
            // Comments and privileges belong to the section of what stands before them.
            if (entry.section() != Section.NONE) {
                current = entry.section();
            }
            if (listed != null && !listed.contains(entry.dumpId())) {
                continue;
            }
            Set<Part> parts = wanted.parts(entry, current);
            if (!parts.isEmpty()) {
                wanted.found.put(entry.dumpId(), parts);
            }
        }
        return wanted.found;
    }

    /** Whether it is of the three that every archive has and no script prints as an entry. */
    static boolean isSpecial(TocEntry entry) {
        return switch (entry.desc()) {
            case "ENCODING", "STDSTRINGS", "SEARCHPATH" -> true;
            default -> false;
        };
    }

    private Set<Part> parts(TocEntry entry, Section section) {
        if (isSpecial(entry)) {
            return Set.of();
        }
        switch (entry.desc()) {
            case "DATABASE", "DATABASE PROPERTIES" -> {
                return options.has(Flag.CREATE) ? Set.of(Part.SCHEMA) : Set.of();
            }
            default -> {}
        }
        if (isLeftOut(entry)
                || !options.sections().contains(section)
                || (isAbout(entry, "DATABASE ") && !options.has(Flag.CREATE))
                || (filter.selects() && !isSelected(entry))
                || (entry.desc().equals("<Init>") && "Max OID".equals(entry.tag()))) {
            return Set.of();
        }
        Set<Part> parts = contents(entry);
        parts.retainAll(options.parts());
        return parts;
    }

    /** What belongs to another entry goes with that one, but column privileges do not go with those of the table. */
    private boolean isSelected(TocEntry entry) {
        return switch (entry.desc()) {
            case "ACL", "COMMENT", "SECURITY LABEL", "STATISTICS DATA" ->
                isAbout(entry, "DATABASE ")
                        || entry.dependencies().stream()
                                .anyMatch(id -> found.containsKey(id) && !"ACL".equals(kinds.get(id)));
            default -> filter.takes(entry);
        };
    }

    /** What the entry holds at all. */
    private static Set<Part> contents(TocEntry entry) {
        if (entry.desc().equals("STATISTICS DATA")) {
            return EnumSet.of(Part.STATISTICS);
        }
        Set<Part> parts = EnumSet.noneOf(Part.class);
        boolean isData = isDataWithoutMember(entry);
        String defn = entry.defn() == null ? "" : entry.defn();
        if (entry.hadDumper() || isData) {
            parts.add(Part.DATA);
        }
        if (!isData && !defn.isEmpty() && !defn.startsWith(VIA_PARTITION_ROOT)) {
            parts.add(Part.SCHEMA);
        }
        return parts;
    }

    /** Positions of sequences, and all about large objects but their content. */
    private static boolean isDataWithoutMember(TocEntry entry) {
        if (entry.hadDumper()) {
            return false;
        }
        return switch (entry.desc()) {
            case "SEQUENCE SET", "BLOB", "BLOB METADATA" -> true;
            default -> isAbout(entry, "LARGE OBJECT ") || isAbout(entry, "LARGE OBJECTS");
        };
    }

    private boolean isLeftOut(TocEntry entry) {
        return (options.has(Flag.NO_PRIVILEGES) && EntryText.isAcl(entry))
                || (options.has(Flag.NO_COMMENTS) && entry.desc().equals("COMMENT"))
                || (options.has(Flag.NO_SECURITY_LABELS) && entry.desc().equals("SECURITY LABEL"))
                || (options.has(Flag.NO_POLICIES) && isPolicy(entry))
                || (options.has(Flag.NO_PUBLICATIONS)
                        && (entry.desc().startsWith("PUBLICATION") || isAbout(entry, "PUBLICATION")))
                || (options.has(Flag.NO_SUBSCRIPTIONS)
                        && (entry.desc().startsWith("SUBSCRIPTION") || isAbout(entry, "SUBSCRIPTION")));
    }

    private static boolean isPolicy(TocEntry entry) {
        return switch (entry.desc()) {
            case "POLICY", "ROW SECURITY" -> true;
            case "COMMENT" -> isAbout(entry, "POLICY");
            default -> false;
        };
    }

    /** Whether it is a comment, a label or privileges on objects of this type. */
    private static boolean isAbout(TocEntry entry, String type) {
        return switch (entry.desc()) {
            case "ACL", "COMMENT", "SECURITY LABEL" ->
                entry.tag() != null && entry.tag().startsWith(type);
            default -> false;
        };
    }
}
