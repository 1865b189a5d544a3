package dev.dbsnapshot.toc;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Many entries. Those of large objects, which are alike but for their numbers and owners, are made when they are asked
 * for: an archive of PostgreSQL 12 to 16 may have millions of them. Immutable.
 */
public final class EntryList extends AbstractList<TocEntry> implements RandomAccess {

    private final int count;
    private final @Nullable Object[] entriesOrOwners;
    private final int[] dumpIds;
    private final int[] oids;

    private EntryList(Builder all) {
        this.count = all.count;
        this.entriesOrOwners = all.entriesOrOwners;
        this.dumpIds = all.dumpIds;
        this.oids = all.oids;
    }

    /** The same entries; those that are here already are not copied. */
    static EntryList of(Collection<TocEntry> entries) {
        if (entries instanceof EntryList same) {
            return same;
        }
        Builder builder = new Builder();
        entries.forEach(builder::add);
        return builder.build();
    }

    @Override
    public TocEntry get(int index) {
        Object entryOrOwner = entriesOrOwners[Objects.checkIndex(index, count)];
        return entryOrOwner instanceof TocEntry entry
                ? entry
                : largeObject(dumpIds[index], Integer.toUnsignedLong(oids[index]), (String) entryOrOwner);
    }

    @Override
    public int size() {
        return count;
    }

    private static TocEntry largeObject(int dumpId, long oid, @Nullable String owner) {
        return TocEntry.largeObject(dumpId, oid).owner(owner).build();
    }

    /** Gathers entries. Not thread-safe. */
    public static final class Builder {

        private static final int FIRST_ROOM = 16;

        private int count;
        private @Nullable Object[] entriesOrOwners = new @Nullable Object[FIRST_ROOM];
        private int[] dumpIds = new int[FIRST_ROOM];
        private int[] oids = new int[FIRST_ROOM];

        /** Adds an entry. */
        public void add(TocEntry entry) {
            if (count == dumpIds.length) {
                entriesOrOwners = Arrays.copyOf(entriesOrOwners, 2 * count);
                dumpIds = Arrays.copyOf(dumpIds, 2 * count);
                oids = Arrays.copyOf(oids, 2 * count);
            }
            dumpIds[count] = entry.dumpId();
            oids[count] = (int) entry.oid();
            boolean isMade = TocEntry.isLargeObject(entry)
                    && entry.equals(largeObject(entry.dumpId(), entry.oid(), entry.owner()));
            entriesOrOwners[count] = isMade ? entry.owner() : entry;
            count++;
        }

        /** What was gathered so far. */
        public EntryList build() {
            return new EntryList(this);
        }
    }
}
