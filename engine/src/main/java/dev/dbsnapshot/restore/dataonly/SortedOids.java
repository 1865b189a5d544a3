package dev.dbsnapshot.restore.dataonly;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.LongStream;

/** OIDs of many large objects, ascending, without an object for each. Immutable. */
final class SortedOids extends AbstractSet<Long> {

    private final long[] sorted;

    private SortedOids(long[] sorted) {
        this.sorted = sorted;
    }

    /** These, each of them once. */
    static SortedOids of(LongStream oids) {
        long[] sorted = oids.sorted().toArray();
        int count = 0;
        for (long oid : sorted) {
            if (count == 0 || sorted[count - 1] != oid) {
                sorted[count++] = oid;
            }
        }
        return new SortedOids(Arrays.copyOf(sorted, count));
    }

    boolean has(long oid) {
        return Arrays.binarySearch(sorted, oid) >= 0;
    }

    @Override
    public boolean contains(Object oid) {
        return oid instanceof Long number && has(number);
    }

    /** Those of them that others do not have. */
    long[] without(SortedOids others) {
        return Arrays.stream(sorted).filter(oid -> !others.has(oid)).toArray();
    }

    /** Those of them that others have too. */
    long[] within(SortedOids others) {
        return Arrays.stream(sorted).filter(others::has).toArray();
    }

    @Override
    public Iterator<Long> iterator() {
        return Arrays.stream(sorted).iterator();
    }

    @Override
    public int size() {
        return sorted.length;
    }
}
