package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An entry that one connection restores while others restore others. Guarded by the lock of whoever schedules it. */
final class Work {

    private final int place;
    private final TocEntry entry;
    private final List<Step.Setting> settings;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Integer> tables = new HashSet<>();
    private final Set<Work> dependents = new LinkedHashSet<>();
    private int waitingFor;
    private long cost;
    private long longest = -1;

    /**
     * Begins.
     *
     * @param place its place in the plan
     * @param entry what is restored
     * @param settings what must be set before
     */
    Work(int place, TocEntry entry, List<Step.Setting> settings) {
        this.place = place;
        this.entry = entry;
        this.settings = List.copyOf(settings);
    }

    TocEntry entry() {
        return entry;
    }

    int place() {
        return place;
    }

    List<Step.Setting> settings() {
        return settings;
    }

    List<Step> steps() {
        return steps;
    }

    /** Dump ids of the tables that it locks. */
    Set<Integer> tables() {
        return tables;
    }

    void costs(long value) {
        cost = value;
    }

    long cost() {
        return cost;
    }

    void after(Work other) {
        if (other != this && other.dependents.add(this)) {
            waitingFor++;
        }
    }

    boolean ready() {
        return waitingFor == 0;
    }

    /** It is done: what waited for nothing else is ready now. */
    List<Work> release() {
        return dependents.stream().filter(work -> --work.waitingFor == 0).toList();
    }

    /** The cost of the longest chain that begins here: who has more behind it begins first. */
    long longest() {
        if (longest < 0) {
            longest = cost;
            dependents.forEach(work -> longest = Math.max(longest, cost + work.longest()));
        }
        return longest;
    }

    boolean data() {
        return entry.section() == Section.DATA;
    }

    boolean buildsIndex() {
        return entry.desc().equals("INDEX") || entry.desc().equals("CONSTRAINT");
    }

    /** Whether another one must wait until this one is done, because it wants a lock that this one holds. */
    boolean conflictsWith(Work other) {
        return (exclusive() || other.exclusive()) && tables.stream().anyMatch(other.tables::contains);
    }

    // CREATE INDEX shares its lock with others of its kind. Everything else that changes a table wants it alone, and
    // two
    // that want two tables each might wait for each other.
    private boolean exclusive() {
        return entry.section() == Section.POST_DATA && !entry.desc().equals("INDEX");
    }
}
