package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Materialized views that read tables whose policies ask for settings of the session: REFRESH reads as the view's owner
 * and as policies let her (check_enable_rls), and what settings the application had then, nobody knows.
 */
public final class FilteredViews {

    private FilteredViews() {}

    /** Those of the archive, which are refreshed on every path. */
    public static List<Finding> findings(RestoreJob job, RestorePath path) {
        Map<Integer, TocEntry> entries =
                job.toc().entries().stream().collect(Collectors.toMap(TocEntry::dumpId, entry -> entry));
        Set<Integer> filtered = filteredTables(entries);
        if (path == RestorePath.REFUSED || filtered.isEmpty()) {
            return List.of();
        }
        List<TocEntry> views = entries.values().stream()
                .filter(entry -> entry.desc().equals("MATERIALIZED VIEW DATA") && reads(entry, filtered, entries))
                .toList();
        return views.isEmpty()
                ? List.of()
                : List.of(Finding.warning(
                                "materialized views are filled with what policies let their owners see, and these ask"
                                        + " for settings of the session (current_setting), so that rows may be missing",
                                "REFRESH them afterwards as the application does")
                        .naming(Named.entries(views)));
    }

    private static Set<Integer> filteredTables(Map<Integer, TocEntry> entries) {
        Set<Integer> tables = new HashSet<>();
        for (TocEntry entry : entries.values()) {
            if (entry.desc().equals("POLICY") && String.valueOf(entry.defn()).contains("current_setting(")) {
                tables.addAll(entry.dependencies());
            }
        }
        tables.removeIf(id -> entries.get(id) == null || !entries.get(id).desc().equals("TABLE"));
        return tables;
    }

    /** Directly or through views. */
    private static boolean reads(TocEntry view, Set<Integer> tables, Map<Integer, TocEntry> entries) {
        Map<Integer, Boolean> seen = new HashMap<>();
        Deque<TocEntry> next = new ArrayDeque<>(List.of(view));
        while (!next.isEmpty()) {
            for (int id : next.remove().dependencies()) {
                TocEntry entry = entries.get(id);
                if (tables.contains(id)) {
                    return true;
                }
                if (entry != null && entry.desc().endsWith("VIEW") && seen.put(id, true) == null) {
                    next.add(entry);
                }
            }
        }
        return false;
    }
}
