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

    private Wanted(ScriptOptions options) {
        this.options = options;
    }

    /** The parts that are wanted of each entry, by dump id; nothing for an entry that is left out. */
    static Map<Integer, Set<Part>> of(List<TocEntry> entries, ScriptOptions options) {
        Wanted wanted = new Wanted(options);
        Map<Integer, Set<Part>> parts = new HashMap<>();
        Section current = Section.PRE_DATA;
        for (TocEntry entry : entries) {
            // Comments and privileges belong to the section of what stands before them.
            if (entry.section() != Section.NONE) {
                current = entry.section();
            }
            Set<Part> found = wanted.parts(entry, current);
            if (!found.isEmpty()) {
                parts.put(entry.dumpId(), found);
            }
        }
        return parts;
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
                || (entry.desc().equals("<Init>") && "Max OID".equals(entry.tag()))) {
            return Set.of();
        }
        Set<Part> parts = contents(entry);
        parts.retainAll(options.parts());
        return parts;
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
