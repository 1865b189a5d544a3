package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;

/**
 * The links of partitions to their parents: entries of their own, so that a partition can be restored without its
 * parent. Up to 13 pg_dump writes them into the entry of the partition ({@link RelationEntries}).
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

    /** Whether pg_dump of this version makes entries of the links: it does from 14 on. */
    static boolean areEntries(int major) {
        return major >= 14;
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        if (!areEntries(database.catalog().archiveMajor())) {
            return;
        }
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
                .defn(attach(object.details().parent(), partition, out.quoting()))
                .owner(partition.details().owner())
                .build());
    }

    /** The statement that makes a table a partition. */
    static String attach(SchemaObject<Relation> parent, SchemaObject<Relation> partition, Quoting quoting) {
        return "ALTER TABLE ONLY " + quoting.qualified(parent) + " ATTACH PARTITION " + quoting.qualified(partition)
                + " " + partition.details().body().partitionBound() + ";\n";
    }
}
