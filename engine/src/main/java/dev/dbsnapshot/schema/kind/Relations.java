package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;

/**
 * Tables, views, materialized views, foreign tables and sequences. Composite types are read too, but never dumped:
 * dependencies on the columns of such a type name its relation.
 */
public final class Relations implements Kind<Relation> {

    @Override
    public String noun() {
        return "relation";
    }

    @Override
    public Class<Relation> type() {
        return Relation.class;
    }

    @Override
    public Priority priority(Relation details) {
        return Priority.TABLE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return RelationQueries.all(catalog);
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        new RelationReader(rows, database, this).read();
    }

    @Override
    public boolean breakLoop(Loop loop) {
        if (loop.size() == 1) {
            // A table depends on itself through its columns (generated ones before 15, partition keys).
            SchemaObject<?> only = loop.get(0);
            if (only.details() instanceof Relation) {
                only.forgetDependency(only);
                return true;
            }
            return false;
        }
        return false;
    }

    @Override
    public void write(SchemaObject<Relation> object, EntryWriter out) {
        if (object.dumps(Component.DEFINITION)) {
            return;
        }
    }
}
