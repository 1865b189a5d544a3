package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.ArchiveItems;
import dev.dbsnapshot.schema.Boundary;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Gives entries the dependencies of their objects ({@code BuildArchiveDependencies}): what has no entry is replaced by
 * what it depends on. Entries that have dependencies already keep them.
 */
public final class EntryDependencies {

    private final Database database;
    private final BitSet written = new BitSet();

    private EntryDependencies(Database database, List<ArchiveItem> items) {
        this.database = database;
        for (ArchiveItem item : items) {
            if (isWritten(item.entry())) {
                written.set(item.entry().dumpId());
            }
        }
    }

    /** The items that get into the archive, with the dependencies that pg_dump writes. */
    public static ArchiveItems resolve(Database database, List<ArchiveItem> items) {
        EntryDependencies dependencies = new EntryDependencies(database, items);
        ArchiveItems.Builder resolved = new ArchiveItems.Builder();
        for (ArchiveItem item : items) {
            if (isWritten(item.entry())) {
                resolved.add(dependencies.resolve(item));
            }
        }
        return resolved.build();
    }

    /** An entry with neither SQL nor data does not get into the archive ({@code _tocEntryRequired}). */
    private static boolean isWritten(TocEntry entry) {
        return entry.hadDumper() || (entry.defn() != null && !entry.defn().isEmpty());
    }

    private ArchiveItem resolve(ArchiveItem item) {
        TocEntry entry = item.entry();
        SchemaObject<?> object = database.find(entry.dumpId());
        if (object == null || !entry.dependencies().isEmpty()) {
            return item;
        }
        List<Integer> found = new ArrayList<>();
        collect(object, found);
        if (found.isEmpty()) {
            return item;
        }
        return new ArchiveItem(entry.toBuilder().dependencies(found).build(), item.source());
    }

    /** Searching through the boundaries would find everything of the section before. */
    private void collect(SchemaObject<?> object, List<Integer> found) {
        if (object.details() instanceof Boundary) {
            return;
        }
        for (int i = 0; i < object.dependencyCount(); i++) {
            int dumpId = object.dependency(i);
            if (written.get(dumpId)) {
                found.add(dumpId);
            } else {
                SchemaObject<?> other = database.find(dumpId);
                if (other != null) {
                    collect(other, found);
                }
            }
        }
    }
}
