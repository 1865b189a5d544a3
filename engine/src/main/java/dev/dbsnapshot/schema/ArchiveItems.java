package dev.dbsnapshot.schema;

import dev.dbsnapshot.toc.EntryList;
import dev.dbsnapshot.toc.TocEntry;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** Entries with where their data comes from, each item made when it is asked for. Immutable. */
public final class ArchiveItems extends AbstractList<ArchiveItem> implements RandomAccess {

    private final EntryList entries;
    private final Map<Integer, MemberSource> sources;

    private ArchiveItems(EntryList entries, Map<Integer, MemberSource> sources) {
        this.entries = entries;
        this.sources = sources;
    }

    /** The same items; those that are here already are not copied. */
    public static ArchiveItems of(List<ArchiveItem> items) {
        if (items instanceof ArchiveItems same) {
            return same;
        }
        Builder builder = new Builder();
        items.forEach(builder::add);
        return builder.build();
    }

    /** The entries alone. */
    public List<TocEntry> entries() {
        return entries;
    }

    @Override
    public ArchiveItem get(int index) {
        return new ArchiveItem(entries.get(index), sources.get(index));
    }

    @Override
    public int size() {
        return entries.size();
    }

    /** Gathers items. Not thread-safe. */
    public static final class Builder {

        private final EntryList.Builder entries = new EntryList.Builder();
        private final Map<Integer, MemberSource> sources = new HashMap<>();
        private int count;

        /** Adds an item. */
        public void add(ArchiveItem item) {
            entries.add(item.entry());
            if (item.source() != null) {
                sources.put(count, item.source());
            }
            count++;
        }

        /** What was gathered; nothing is added any more. */
        public ArchiveItems build() {
            return new ArchiveItems(entries.build(), sources);
        }
    }
}
