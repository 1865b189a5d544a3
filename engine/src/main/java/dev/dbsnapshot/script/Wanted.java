package dev.dbsnapshot.script;

import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.script.ScriptOptions.Part;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which parts of an entry a script holds ({@code _tocEntryRequired}). Nothing is kept of an entry but its dump id
 * and a few bits: an archive may have millions, one for each large object.
 */
final class Wanted {

    private static final String VIA_PARTITION_ROOT = "-- load via partition root ";

    /** On average; with less a place for each number takes no more than a few bytes for each entry. */
    private static final int LARGEST_GAP = 8;

    private static final List<Set<Part>> SUBSETS = IntStream.range(0, 1 << Part.values().length)
            .mapToObj(Wanted::subset)
            .toList();

    private final ScriptOptions options;
    private final EntryFilter filter;
    private final Map<Integer, String> kinds = new HashMap<>();

    /** All ids in order where there are large gaps between them; otherwise each is its own place. */
    private final int @Nullable [] ids;

    /** For each of the ids the parts that are wanted of its entry, each a bit. */
    private final byte[] found;

    private Wanted(List<TocEntry> entries, ScriptOptions options) {
        int last = 0;
        boolean countable = true;
        for (TocEntry entry : entries) {
            last = Math.max(last, entry.dumpId());
            countable &= entry.dumpId() >= 0;
        }
        boolean dense = countable && last / LARGEST_GAP <= entries.size();
        this.ids = dense ? null : sorted(entries);
        this.found = new byte[dense ? last + 1 : entries.size()];
        this.options = options;
        this.filter = options.filter();
        if (filter.selects()) {
            entries.forEach(entry -> kinds.put(entry.dumpId(), entry.desc()));
        }
    }

    /**
     * Decides about all entries.
     *
     * @param entries in the order in which they are restored, since what belongs to others follows them
     */
    static Wanted of(List<TocEntry> entries, ScriptOptions options) {
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
            byte bits = 0;
            for (Part part : wanted.parts(entry, current)) {
                bits |= bit(part);
            }
            if (bits != 0) {
                wanted.found[wanted.place(entry.dumpId())] |= bits;
            }
        }
        return wanted;
    }

    @SuppressWarnings("EnumOrdinal") // The bits do not outlive the process.
    private static byte bit(Part part) {
        return (byte) (1 << part.ordinal());
    }

    /** Whether anything is wanted of the entry of this dump id. */
    boolean wants(int dumpId) {
        return bits(dumpId) != 0;
    }

    /** Whether this part is wanted of the entry of this dump id. */
    boolean wants(int dumpId, Part part) {
        return (bits(dumpId) & bit(part)) != 0;
    }

    /** The parts that are wanted of the entry of this dump id. */
    Set<Part> partsOf(int dumpId) {
        return SUBSETS.get(bits(dumpId));
    }

    /** Whether this part is wanted of any entry. */
    boolean wantsAny(Part part) {
        for (byte bits : found) {
            if ((bits & bit(part)) != 0) {
                return true;
            }
        }
        return false;
    }

    private int bits(int dumpId) {
        int place = place(dumpId);
        return place < 0 ? 0 : found[place];
    }

    /** Where something is found about the entry of this dump id; less than 0 if there is no such entry. */
    private int place(int dumpId) {
        int[] sparse = ids;
        if (sparse != null) {
            return Arrays.binarySearch(sparse, dumpId);
        }
        return dumpId < found.length ? dumpId : -1;
    }

    private static int[] sorted(List<TocEntry> entries) {
        int[] ids = new int[entries.size()];
        int count = 0;
        for (TocEntry entry : entries) {
            ids[count++] = entry.dumpId();
        }
        Arrays.sort(ids);
        return ids;
    }

    private static Set<Part> subset(int bits) {
        return Arrays.stream(Part.values())
                .filter(part -> (bits & bit(part)) != 0)
                .collect(Collectors.toUnmodifiableSet());
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
                        || entry.dependencies().stream().anyMatch(id -> wants(id) && !"ACL".equals(kinds.get(id)));
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
