package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;
import java.util.stream.Collectors;

/** CREATE TYPE ... AS ENUM ({@code dumpEnumType}). */
final class EnumTypes implements Kind<EnumTypes.EnumType> {

    /**
     * An enum.
     *
     * @param owner whose it is
     * @param labels its labels in their order
     */
    record EnumType(Ownership owner, List<String> labels) {}

    @Override
    public String noun() {
        return "enum type";
    }

    @Override
    public Class<EnumType> type() {
        return EnumType.class;
    }

    @Override
    public Priority priority(EnumType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String labels = """
                ,
                       ARRAY(SELECT l.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum l
                             WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) AS labels""";
        return List.of(new CatalogQuery("enum types", TypeRows.query(labels, "", "t.typtype = 'e'")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("enum types", row -> {
            EnumType details = new EnumType(Ownership.of(row), ObjectRows.texts(row, "labels"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<EnumType> object, EntryWriter out) {
        Quoting quoting = out.quoting();
        String name = quoting.qualified(object);
        String labels = object.details().labels().stream()
                .map(label -> "\n    " + quoting.literal(label))
                .collect(Collectors.joining(","));
        TypeRows.write(
                object,
                object.details().owner(),
                "TYPE",
                "CREATE TYPE " + name + " AS ENUM (" + labels + "\n);\n",
                "DROP TYPE " + name + ";\n",
                out);
    }
}
