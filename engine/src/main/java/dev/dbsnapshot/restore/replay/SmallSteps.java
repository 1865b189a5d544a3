package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Entries behind the data that take no longer than a question and an answer, because their tables have few rows. Many of
 * them go in one message: the way to the server may take longer than they do.
 */
final class SmallSteps {

    static final SmallSteps NONE = new SmallSteps(Set.of());

    private static final long LARGE = 1L << 20;

    /** What is about tables alone; what else there is may refresh a materialized view, or run somebody's code. */
    private static final Set<String> KINDS = Set.of(
            "INDEX",
            "INDEX ATTACH",
            "CONSTRAINT",
            "FK CONSTRAINT",
            "TRIGGER",
            "RULE",
            "POLICY",
            "ROW SECURITY",
            "STATISTICS");

    private final Set<Integer> dumpIds;

    private SmallSteps(Set<Integer> dumpIds) {
        this.dumpIds = dumpIds;
    }

    /** Those of an archive. */
    static SmallSteps of(ArchiveReader reader) {
        Toc toc = reader.toc();
        Map<Integer, Long> sizes = sizes(reader, toc);
        Map<Integer, List<Integer>> needs = new HashMap<>();
        toc.entries().forEach(entry -> needs.put(entry.dumpId(), entry.dependencies()));
        Set<Integer> small = new HashSet<>();
        for (TocEntry entry : toc.entries()) {
            if (KINDS.contains(entry.desc()) && isSmall(entry, needs, sizes)) {
                small.add(entry.dumpId());
            }
        }
        return new SmallSteps(small);
    }

    /** The bytes of each table; how many its partitions have, nobody asks: one without rows of its own counts as large. */
    private static Map<Integer, Long> sizes(ArchiveReader reader, Toc toc) {
        Map<Integer, Long> sizes = new HashMap<>();
        for (TocEntry entry : toc.entries()) {
            if (entry.desc().equals("TABLE")) {
                sizes.put(entry.dumpId(), LARGE);
            }
        }
        for (TocEntry entry : toc.entries()) {
            if (entry.desc().equals("TABLE DATA")) {
                entry.dependencies()
                        .forEach(table -> sizes.computeIfPresent(table, (id, old) -> reader.dataSize(entry)));
            }
        }
        return sizes;
    }

    /** All tables that it needs, at once or by a key, are small, and there is one. */
    private static boolean isSmall(TocEntry entry, Map<Integer, List<Integer>> needs, Map<Integer, Long> sizes) {
        List<Long> found = new ArrayList<>();
        for (int needed : entry.dependencies()) {
            List<Integer> tables = sizes.containsKey(needed) ? List.of(needed) : needs.getOrDefault(needed, List.of());
            tables.stream().filter(sizes::containsKey).forEach(table -> found.add(sizes.getOrDefault(table, LARGE)));
        }
        return !found.isEmpty() && found.stream().allMatch(size -> size < LARGE);
    }

    boolean contains(TocEntry entry) {
        return dumpIds.contains(entry.dumpId());
    }
}
