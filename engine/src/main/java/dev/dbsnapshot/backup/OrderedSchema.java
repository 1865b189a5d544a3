package dev.dbsnapshot.backup;

import dev.dbsnapshot.order.DumpOrder;
import dev.dbsnapshot.order.EntryDependencies;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.ArchiveItems;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.DatabaseEntries;
import dev.dbsnapshot.schema.EntryCollector;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.toc.TocEntry;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The objects of a database in the order of the archive. The entries of rows and large objects are written at once, so
 * that reading them can begin; all others when they are asked for. Confined to one thread at a time.
 */
final class OrderedSchema {

    private final Database database;
    private final DatabaseEntries leading;
    private final List<SchemaObject<?>> objects;

    /** Of the objects with data those entries that the archive may get, in its order. */
    private final ArchiveItems withData;

    private OrderedSchema(Database database, DatabaseEntries leading, List<SchemaObject<?>> objects) {
        this.database = database;
        this.leading = leading;
        this.objects = objects;
        EntryCollector collector = new EntryCollector(database);
        for (SchemaObject<?> object : objects) {
            if (hasData(object)) {
                write(object, collector);
            }
        }
        this.withData = collector.items();
    }

    /**
     * Puts them in order.
     *
     * @param charset the encoding of the archive, by whose bytes names are sorted
     */
    static OrderedSchema of(Database database, DatabaseEntries leading, List<Kind<?>> kinds, Charset charset) {
        List<SchemaObject<?>> dumped = new ArrayList<>();
        for (SchemaObject<?> object : DumpOrder.of(database, kinds, charset)) {
            if (object.isDumped()) {
                dumped.add(object);
            }
        }
        return new OrderedSchema(database, leading, dumped);
    }

    private static boolean hasData(SchemaObject<?> object) {
        return switch (object.priority()) {
            case TABLE_DATA, LARGE_OBJECT_DATA -> true;
            default -> false;
        };
    }

    /** What the person should know of the order. */
    List<String> warnings() {
        return database.warnings();
    }

    /** The entries of the archive that have data. */
    List<ArchiveItem> data() {
        return wanted(withData);
    }

    /** All entries. */
    SchemaPlan plan() {
        EntryCollector collector = new EntryCollector(database);
        leading.write(collector);
        int written = 0;
        for (SchemaObject<?> object : objects) {
            if (hasData(object)) {
                ArchiveItem item = withData.get(written++);
                collector.add(item);
            } else {
                write(object, collector);
            }
        }
        ArchiveItems items = EntryDependencies.resolve(database, wanted(collector.items()));
        return new SchemaPlan(database.catalog(), items, database.warnings());
    }

    private ArchiveItems wanted(ArchiveItems items) {
        Catalog catalog = database.catalog();
        ScriptOptions options = ContentOptions.of(catalog.selection().options(), catalog.archiveMajor());
        Predicate<TocEntry> wanted = SqlScript.entriesOf(items.entries(), options);
        ArchiveItems.Builder kept = new ArchiveItems.Builder();
        items.stream().filter(item -> wanted.test(item.entry())).forEach(kept::add);
        return kept.build();
    }

    private static <R> void write(SchemaObject<R> object, EntryCollector collector) {
        object.kind().write(object, collector);
    }
}
