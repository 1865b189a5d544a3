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

/**
 * The links of partitions to their parents: entries of their own, so that a partition can be restored without its
 * parent.
 */
public final class TableAttaches implements Kind<TableAttach> {

    @Override
    public String noun() {
        return "link of a partition";
    }

    @Override
    public Class<TableAttach> type() {
        return TableAttach.class;
    }

    @Override
    public Priority priority(TableAttach details) {
        return Priority.TABLE_ATTACH;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of();
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        for (SchemaObject<Relation> partition : database.all(Relation.class)) {
            Relation relation = partition.details();
            if (!relation.isPartition()
                    || !partition.dumps(Component.DEFINITION)
                    || relation.parents().isEmpty()) {
                continue;
            }
            SchemaObject<Relation> parent = relation.parents().get(0);
            SchemaObject<TableAttach> object = database.addDerived(
                    this,
                    new TableAttach(parent, partition),
                    partition.catalogId().oid(),
                    partition.namespace(),
                    partition.name());
            object.dump().add(Component.DEFINITION);
            object.dependOn(partition);
            object.dependOn(parent);
        }
    }

    @Override
    public void write(SchemaObject<TableAttach> object, EntryWriter out) {
        SchemaObject<Relation> partition = object.details().partition();
        out.add(out.entry(object, "TABLE ATTACH", Section.PRE_DATA)
                .defn("ALTER TABLE ONLY "
                        + out.quoting().qualified(object.details().parent()) + " ATTACH PARTITION "
                        + out.quoting().qualified(partition) + " "
                        + partition.details().body().partitionBound() + ";\n")
                .owner(partition.details().owner())
                .build());
    }
}
