package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;

/**
 * Types that come with another object: row types of relations, array types, multirange types ({@code DO_DUMMY_TYPE}).
 * They make no entries, but what uses them hangs through them on that other object.
 */
final class DummyTypes implements Kind<DummyTypes.DummyType> {

    /**
     * A type that comes with another object.
     *
     * @param relation the OID of the relation whose rows it describes, 0 if it is no row type
     */
    record DummyType(long relation) {}

    @Override
    public String noun() {
        return "implicit type";
    }

    @Override
    public Class<DummyType> type() {
        return DummyType.class;
    }

    @Override
    public Priority priority(DummyType details) {
        return Priority.DUMMY_TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        // TOAST tables had row types up to PostgreSQL 13; nothing can use them.
        String where = """
                (t.typtype = 'm' OR %s
                 OR t.typrelid <> 0 AND (SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid)
                                        NOT IN ('c', 't'))""".formatted(TypeRows.IS_ARRAY);
        return List.of(new CatalogQuery("implicit types", TypeRows.query(", t.typrelid", "", where)));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("implicit types", row -> {
            DummyType details = new DummyType(row.oid("typrelid"));
            SchemaObject<DummyType> object = ObjectRows.add(this, details, row, database);
            if (details.relation() == 0) {
                database.catalog().selection().select(object, database);
                return;
            }
            // Casts ask their types whether they are dumped; a row type is where its table is.
            SchemaObject<?> relation = database.find(TypeRows.relation(details.relation()));
            if (relation != null) {
                object.dump().addAll(relation.dump());
            }
        });
    }

    @Override
    public void write(SchemaObject<DummyType> object, EntryWriter out) {
        // The object that the type comes with creates it.
    }
}
