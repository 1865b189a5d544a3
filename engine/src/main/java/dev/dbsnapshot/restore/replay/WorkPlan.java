package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.toc.RestorePass;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A plan taken apart into what is done alone before, what is done together, and what is done alone after. The
 * dependencies are those of the table of contents; an entry that needs a table after the data needs the table's data,
 * and that of its children ({@code repoint_table_dependencies}).
 *
 * @param before steps in order
 * @param together all of it, with its dependencies
 * @param after steps in order
 */
record WorkPlan(List<Step> before, List<Work> together, List<Step> after) {

    /** Kinds whose index takes long to build, compared with a B-tree. */
    private static final int SLOW_INDEX = 4;

    static WorkPlan of(RestorePlan plan, Toc toc, ToLongFunction<TocEntry> size) {
        Builder builder = new Builder(toc);
        plan.steps().forEach(builder::add);
        builder.connect(size);
        return new WorkPlan(builder.before, List.copyOf(builder.together.values()), builder.after);
    }

    private static final class Builder {

        private final List<Step> before = new ArrayList<>();
        private final Map<Integer, Work> together = new LinkedHashMap<>();
        private final List<Step> after = new ArrayList<>();
        private final Map<String, Step.Setting> settings = new LinkedHashMap<>();
        private final Tables tables;

        Builder(Toc toc) {
            this.tables = Tables.of(toc);
        }

        void add(Step step) {
            if (step instanceof Step.Setting setting) {
                // What is set stands before the equals sign: SET default_tablespace = ...
                settings.put(setting.sql().substring(0, setting.sql().indexOf('=')), setting);
                return;
            }
            if (!(step instanceof Step.OfEntry part)) {
                return;
            }
            TocEntry entry = part.entry();
            if (RestorePass.of(entry) != RestorePass.MAIN) {
                addTo(after, step);
            } else if (isTogether(entry)) {
                together.computeIfAbsent(
                                entry.dumpId(), id -> new Work(together.size(), entry, List.copyOf(settings.values())))
                        .steps()
                        .add(step);
            } else {
                addTo(before, step);
            }
        }

        private void addTo(List<Step> list, Step step) {
            list.addAll(settings.values());
            list.add(step);
        }

        /** A comment goes with its object. */
        private boolean isTogether(TocEntry entry) {
            return switch (entry.section()) {
                case PRE_DATA -> false;
                case NONE -> entry.dependencies().stream().anyMatch(together::containsKey);
                case DATA, POST_DATA -> true;
            };
        }

        void connect(ToLongFunction<TocEntry> size) {
            Map<Integer, Long> sizes = new HashMap<>();
            for (Work work : together.values()) {
                if (work.entry().hadDumper()) {
                    long bytes = size.applyAsLong(work.entry());
                    sizes.put(work.entry().dumpId(), bytes);
                    work.costs(1 + bytes);
                }
            }
            for (Work work : together.values()) {
                boolean late = work.entry().section() == Section.POST_DATA;
                long bytes = 0;
                for (int needed : work.entry().dependencies()) {
                    Work other = together.get(needed);
                    if (other != null) {
                        work.after(other);
                    }
                    work.tables().addAll(tables.withChildren(needed));
                    for (int data : late ? tables.data(needed) : Set.<Integer>of()) {
                        Work loading = together.get(data);
                        if (loading != null) {
                            work.after(loading);
                            bytes += sizes.getOrDefault(data, 0L);
                        }
                    }
                }
                if (late) {
                    work.costs(1 + bytes * factor(work.entry()) / 2);
                }
            }
            keysAfterIndexes();
            rowSecurityLast();
        }

        /** An index on the columns that refer answers faster than the table whether all of them find something. */
        private void keysAfterIndexes() {
            Map<Integer, List<Work>> indexes = new HashMap<>();
            for (Work work : together.values()) {
                if (work.buildsIndex()) {
                    work.entry().dependencies().forEach(table -> indexes.computeIfAbsent(table, id -> new ArrayList<>())
                            .add(work));
                }
            }
            for (Work work : together.values()) {
                if (work.entry().desc().equals("FK CONSTRAINT")) {
                    work.entry().dependencies().forEach(table -> indexes.getOrDefault(table, List.of())
                            .forEach(work::after));
                }
            }
        }

        /**
         * A table whose rows are hidden from its owner too cannot be checked by a foreign key: so that comes first, as
         * it does where one session restores everything. The key of a partitioned table is checked in its partitions,
         * and each of them has row security of its own.
         */
        private void rowSecurityLast() {
            Map<Integer, List<Work>> keys = new HashMap<>();
            for (Work work : together.values()) {
                if (work.entry().desc().equals("FK CONSTRAINT")) {
                    tables.behind(work.entry()).stream()
                            .flatMap(table -> tables.withChildren(table).stream())
                            .forEach(table -> keys.computeIfAbsent(table, id -> new ArrayList<>())
                                    .add(work));
                }
            }
            for (Work work : together.values()) {
                if (work.entry().desc().equals("ROW SECURITY")) {
                    tables.behind(work.entry()).forEach(table -> keys.getOrDefault(table, List.of())
                            .forEach(work::after));
                }
            }
        }

        private static int factor(TocEntry entry) {
            String definition = entry.defn() == null ? "" : entry.defn();
            boolean slow = entry.desc().equals("INDEX")
                    && !definition.contains(" USING btree ")
                    && definition.contains(" USING g");
            return slow ? SLOW_INDEX : 1;
        }
    }

    /**
     * What belongs to a table.
     *
     * @param children the tables that need it by dump id: its partitions, and those that inherit from it
     * @param data the entries of the rows of a table by its dump id
     * @param needs what each entry needs by dump id, tables not among them
     */
    private record Tables(
            Map<Integer, Set<Integer>> children, Map<Integer, Integer> data, Map<Integer, List<Integer>> needs) {

        static Tables of(Toc toc) {
            Map<Integer, Set<Integer>> children = new HashMap<>();
            Map<Integer, Integer> data = new HashMap<>();
            for (TocEntry entry : toc.entries()) {
                if (entry.desc().equals("TABLE")) {
                    children.computeIfAbsent(entry.dumpId(), id -> new LinkedHashSet<>());
                }
            }
            for (TocEntry entry : toc.entries()) {
                List<Integer> needed = entry.dependencies().stream()
                        .filter(children::containsKey)
                        .toList();
                if (entry.desc().equals("TABLE")) {
                    needed.forEach(parent -> add(children, parent, entry.dumpId()));
                } else if (entry.desc().equals("TABLE ATTACH") && needed.size() > 1) {
                    // Parent and partition; which is which does not matter to who only wants to be after both.
                    add(children, needed.get(0), needed.get(1));
                } else if (entry.desc().equals("TABLE DATA") && !needed.isEmpty()) {
                    data.put(needed.get(0), entry.dumpId());
                }
            }
            Map<Integer, List<Integer>> needs = new HashMap<>();
            toc.entries().stream()
                    .filter(entry -> !children.containsKey(entry.dumpId()))
                    .forEach(entry -> needs.put(entry.dumpId(), entry.dependencies()));
            return new Tables(children, data, needs);
        }

        /** The tables that an entry is about: those that it needs, and those of the keys that it needs. */
        Set<Integer> behind(TocEntry entry) {
            Set<Integer> found = new LinkedHashSet<>();
            for (int needed : entry.dependencies()) {
                found.add(needed);
                found.addAll(needs.getOrDefault(needed, List.of()));
            }
            found.retainAll(children.keySet());
            return found;
        }

        private static void add(Map<Integer, Set<Integer>> children, int parent, int child) {
            Set<Integer> all = children.get(parent);
            if (all != null) {
                all.add(child);
            }
        }

        /** The table and all under it; nothing if it is none. */
        Set<Integer> withChildren(int table) {
            Set<Integer> found = new LinkedHashSet<>();
            if (children.containsKey(table)) {
                collect(table, found);
            }
            return found;
        }

        private void collect(int table, Set<Integer> found) {
            if (found.add(table)) {
                children.getOrDefault(table, Set.of()).forEach(child -> collect(child, found));
            }
        }

        /** The entries of the rows of a table and of all under it. */
        Set<Integer> data(int table) {
            Set<Integer> found = new LinkedHashSet<>();
            for (int each : withChildren(table)) {
                Integer rows = data.get(each);
                if (rows != null) {
                    found.add(rows);
                }
            }
            return found;
        }
    }
}
