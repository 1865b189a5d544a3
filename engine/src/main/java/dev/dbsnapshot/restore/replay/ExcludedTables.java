package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreSelection.Objects;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is left out because of tables that somebody does not want, or whose rows nobody wants. With a table goes all that
 * depends on it: its indexes, foreign keys to it, views of it; they could not be made without it. Immutable.
 *
 * @param ids dump ids of what is left out
 * @param others what of it is more than the tables and what belongs to them, as messages name it
 * @param unmatched what the archive does not have
 */
record ExcludedTables(Set<Integer> ids, List<String> others, List<String> unmatched) {

    private static final Set<String> RELATIONS =
            Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE");

    /** What stands for itself, or belongs to another table too. */
    private static final Set<String> OTHERS = Set.of(
            "TABLE",
            "VIEW",
            "MATERIALIZED VIEW",
            "FOREIGN TABLE",
            "FK CONSTRAINT",
            "FUNCTION",
            "PROCEDURE",
            "AGGREGATE",
            "TYPE",
            "DOMAIN",
            "RULE");

    static ExcludedTables of(Toc toc, RestoreSelection selection) {
        List<String> unmatched = new ArrayList<>();
        Set<Integer> tables = new HashSet<>();
        for (String name : selection.names().getOrDefault(Objects.EXCLUDED_TABLE, Set.of())) {
            List<TocEntry> found = toc.entries().stream()
                    .filter(entry -> RELATIONS.contains(entry.desc()) && isCalled(entry, name))
                    .toList();
            if (found.isEmpty()) {
                unmatched.add("table " + name);
            }
            found.forEach(entry -> tables.add(entry.dumpId()));
        }
        Set<Integer> ids = withDependents(toc, tables);
        List<String> others = toc.entries().stream()
                .filter(entry -> ids.contains(entry.dumpId()) && !tables.contains(entry.dumpId()))
                .filter(entry -> OTHERS.contains(entry.desc()))
                .map(Step.Labels::brief)
                .toList();
        for (String name : selection.names().getOrDefault(Objects.EXCLUDED_TABLE_DATA, Set.of())) {
            List<TocEntry> found = toc.entries().stream()
                    .filter(entry -> entry.desc().equals("TABLE DATA") && isCalled(entry, name))
                    .toList();
            if (found.isEmpty()) {
                unmatched.add("rows of table " + name);
            }
            found.forEach(entry -> ids.add(entry.dumpId()));
        }
        return new ExcludedTables(Set.copyOf(ids), others, List.copyOf(unmatched));
    }

    private static boolean isCalled(TocEntry entry, String name) {
        return name.equals(entry.tag()) || name.equals(entry.namespace() + "." + entry.tag());
    }

    private static Set<Integer> withDependents(Toc toc, Set<Integer> roots) {
        Set<Integer> ids = new HashSet<>(roots);
        for (int before = -1; before != ids.size(); ) {
            before = ids.size();
            toc.entries().stream()
                    .filter(entry -> entry.dependencies().stream().anyMatch(ids::contains))
                    .forEach(entry -> ids.add(entry.dumpId()));
        }
        return ids;
    }
}
