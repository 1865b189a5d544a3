package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CREATE TYPE ... AS, a composite type that belongs to no table ({@code dumpCompositeType}). */
final class CompositeTypes implements Kind<CompositeTypes.CompositeType> {

    /**
     * A composite type.
     *
     * @param owner whose it is
     * @param relation the OID of its {@code pg_class} row
     * @param attributes its columns but the dropped ones
     */
    record CompositeType(Ownership owner, long relation, List<Attribute> attributes) {}

    /**
     * A column.
     *
     * @param number {@code attnum}
     * @param name its name
     * @param type its type
     * @param collation its collation, quoted, where it is not the type's
     */
    record Attribute(
            int number, String name, String type, @Nullable String collation) {}

    @Override
    public String noun() {
        return "composite type";
    }

    @Override
    public Class<CompositeType> type() {
        return CompositeType.class;
    }

    @Override
    public Priority priority(CompositeType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String composite = "JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'";
        String attributes = """
            SELECT a.attrelid, a.attnum, a.attname,
                   pg_catalog.format_type(a.atttypid, a.atttypmod) AS typedefn,
                   CASE WHEN a.attcollation <> at.typcollation
                        THEN pg_catalog.format('%%I.%%I', colln.nspname, coll.collname) END AS collation
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'c'
            LEFT JOIN pg_catalog.pg_type at ON at.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_collation coll ON coll.oid = a.attcollation
            LEFT JOIN pg_catalog.pg_namespace colln ON colln.oid = coll.collnamespace
            WHERE NOT a.attisdropped AND c.oid >= %s
            ORDER BY a.attrelid, a.attnum\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(
                new CatalogQuery("composite type attributes", attributes),
                new CatalogQuery("composite types", TypeRows.query(", t.typrelid", composite, "t.typtype = 'c'")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Map<Long, List<Attribute>> attributes = new HashMap<>();
        rows.forEach("composite type attributes", row -> attributes
                .computeIfAbsent(row.oid("attrelid"), relation -> new ArrayList<>())
                .add(attribute(row)));
        rows.forEach("composite types", row -> {
            long relation = row.oid("typrelid");
            CompositeType details =
                    new CompositeType(Ownership.of(row), relation, attributes.getOrDefault(relation, List.of()));
            ObjectRows.select(this, details, row, database);
        });
    }

    private static Attribute attribute(Row row) {
        return new Attribute(
                row.integer("attnum"), row.text("attname"), row.text("typedefn"), row.textOrNull("collation"));
    }

    @Override
    public void write(SchemaObject<CompositeType> object, EntryWriter out) {
        CompositeType type = object.details();
        Quoting quoting = out.quoting();
        String name = quoting.qualified(object);
        String attributes = type.attributes().stream()
                .map(attribute -> "\n\t" + quoting.id(attribute.name()) + " " + attribute.type()
                        + (attribute.collation() == null ? "" : " COLLATE " + attribute.collation()))
                .collect(Collectors.joining(","));
        TypeRows.write(
                object,
                type.owner(),
                "TYPE",
                "CREATE TYPE " + name + " AS (" + attributes + "\n);\n",
                "DROP TYPE " + name + ";\n",
                out);
        for (Attribute attribute : type.attributes()) {
            String column = quoting.id(object.name()) + "." + quoting.id(attribute.name());
            out.comment(
                    object,
                    new EntryWriter.CommentTarget(
                            TypeRows.relation(type.relation()),
                            attribute.number(),
                            "COLUMN",
                            column,
                            object.namespace(),
                            type.owner().owner(),
                            null));
        }
    }
}
