package dev.dbsnapshot.backup;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which tables are read in parts: those without which some sessions would have nothing to do while others still read,
 * and those that would take too much space beside the archive while they wait. Not more, because parts cost the server a
 * fifth more: where a range of rows is read, the table goes through shared buffers, and pushes out what others need
 * there; a whole large table goes through a small ring of them (BAS_BULKREAD).
 */
final class SplitChoice {

    private static final long SMALLEST = 16L << 20;
    private static final long LARGEST_WHOLE = 512L << 20;

    /** Sessions that wait for the last one at the end cost less than parts do, up to here. */
    private static final double TOLERABLE = 1.15;

    private SplitChoice() {}

    /**
     * Chooses.
     *
     * @param tables all of them
     * @param bytes what there is to read, with what is no table
     * @param jobs how many sessions read
     * @return the OIDs of those to split
     */
    static Set<Long> of(Collection<RelationSize> tables, long bytes, int jobs) {
        List<RelationSize> largestFirst = tables.stream()
                .filter(table -> table.heap() && table.blocks() > 1 && table.bytes() >= SMALLEST)
                .sorted(Comparator.comparingLong(RelationSize::bytes).reversed())
                .toList();
        Set<Long> split = new HashSet<>();
        double ideal = (double) bytes / jobs;
        for (int i = 0; i < largestFirst.size(); i++) {
            RelationSize table = largestFirst.get(i);
            if (table.bytes() <= LARGEST_WHOLE
                    && longest(largestFirst.subList(i, largestFirst.size()), jobs) <= TOLERABLE * ideal) {
                break;
            }
            split.add(table.oid());
        }
        return split;
    }

    /** What the busiest session reads if each takes the largest table that is left; all else fills the gaps. */
    private static long longest(List<RelationSize> whole, int jobs) {
        PriorityQueue<Long> loads = new PriorityQueue<>();
        for (int i = 0; i < jobs; i++) {
            loads.add(0L);
        }
        long longest = 0;
        for (RelationSize table : whole) {
            long load = loads.remove() + table.bytes();
            loads.add(load);
            longest = Math.max(longest, load);
        }
        return longest;
    }
}
