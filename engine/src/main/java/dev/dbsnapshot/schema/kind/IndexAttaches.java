package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;

/** Links of indexes of partitions to their partitioned index ({@code flagInhIndexes}, {@code dumpIndexAttach}). */
final class IndexAttaches implements Kind<IndexAttaches.IndexAttach> {

    /**
     * A link.
     *
     * @param parent the partitioned index
     * @param partition the index that is attached to it
     */
    record IndexAttach(SchemaObject<Index> parent, SchemaObject<Index> partition) {}

    @Override
    public String noun() {
        return "index attachment";
    }

    @Override
    public Class<IndexAttach> type() {
        return IndexAttach.class;
    }

    @Override
    public Priority priority(IndexAttach attach) {
        return Priority.INDEX_ATTACH;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of();
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        for (SchemaObject<Index> index : database.all(Index.class)) {
            SchemaObject<Relation> table = index.details().table();
            SchemaObject<Index> parent =
                    database.find(Index.class, index.details().parentOid());
            if (parent == null
                    || !table.details().isPartition()
                    || table.details().parents().isEmpty()) {
                continue;
            }
            SchemaObject<IndexAttach> attach = database.addDerived(
                    this, new IndexAttach(parent, index), index.catalogId().oid(), index.namespace(), index.name());
            // Nothing in pg_depend says so. The tables are there so that a parallel restore leaves them alone
            // meanwhile.
            attach.dependOn(index);
            attach.dependOn(parent);
            attach.dependOn(table);
            attach.dependOn(parent.details().table());
            attach.dump().addAll(index.dump());
        }
    }

    @Override
    public void write(SchemaObject<IndexAttach> object, EntryWriter out) {
        IndexAttach attach = object.details();
        if (!attach.partition().dumps(Component.DEFINITION)) {
            return;
        }
        out.add(out.entry(object, "INDEX ATTACH", Section.POST_DATA)
                .owner(attach.parent().details().table().details().owner())
                .defn("ALTER INDEX %s ATTACH PARTITION %s;\n"
                        .formatted(
                                out.quoting().qualified(attach.parent()),
                                out.quoting().qualified(attach.partition())))
                .build());
    }
}
