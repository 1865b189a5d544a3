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

/** Types that were announced with CREATE TYPE and never defined ({@code dumpUndefinedType}). */
final class UndefinedTypes implements Kind<UndefinedTypes.UndefinedType> {

    /**
     * A type that is only a name.
     *
     * @param owner whose it is
     */
    record UndefinedType(Ownership owner) {}

    @Override
    public String noun() {
        return "undefined type";
    }

    @Override
    public Class<UndefinedType> type() {
        return UndefinedType.class;
    }

    @Override
    public Priority priority(UndefinedType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(
                new CatalogQuery("undefined types", TypeRows.query("", "", "t.typtype = 'p' AND NOT t.typisdefined")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach(
                "undefined types", row -> ObjectRows.select(this, new UndefinedType(Ownership.of(row)), row, database));
    }

    @Override
    public void write(SchemaObject<UndefinedType> object, EntryWriter out) {
        String name = out.quoting().qualified(object);
        TypeRows.write(
                object,
                object.details().owner(),
                "TYPE",
                "CREATE TYPE " + name + ";\n",
                "DROP TYPE " + name + ";\n",
                out);
    }
}
