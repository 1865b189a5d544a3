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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE TRANSFORM ({@code getTransforms}, {@code dumpTransform}). */
final class Transforms implements Kind<Transforms.Transform> {

    /**
     * A transform. All names are quoted.
     *
     * @param type the type
     * @param language the language
     * @param fromSql the function that leads into the language, or {@code null}
     * @param toSql the function that leads out of it, or {@code null}
     */
    record Transform(
            String type,
            String language,
            @Nullable String fromSql,
            @Nullable String toSql) {}

    @Override
    public String noun() {
        return "transform";
    }

    @Override
    public Class<Transform> type() {
        return Transform.class;
    }

    @Override
    public Priority priority(Transform details) {
        return Priority.TRANSFORM;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT r.tableoid, r.oid, NULL AS nspname, t.typname || ' ' || pg_catalog.quote_ident(l.lanname) AS name,
                   pg_catalog.format_type(r.trftype, NULL) AS type,
                   pg_catalog.quote_ident(l.lanname) AS language,
                   (SELECT %1$s FROM pg_catalog.pg_proc p
                    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                    WHERE p.oid = r.trffromsql) AS fromsql,
                   (SELECT %1$s FROM pg_catalog.pg_proc p
                    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                    WHERE p.oid = r.trftosql) AS tosql
            FROM pg_catalog.pg_transform r
            JOIN pg_catalog.pg_type t ON t.oid = r.trftype
            JOIN pg_catalog.pg_language l ON l.oid = r.trflang
            WHERE r.oid >= %2$s
            ORDER BY r.oid\
            """.formatted(RoutineSignature.QUALIFIED, ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("transforms", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("transforms", row -> {
            Transform details = new Transform(
                    row.text("type"), row.text("language"), row.textOrNull("fromsql"), row.textOrNull("tosql"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<Transform> object, EntryWriter out) {
        Transform transform = object.details();
        String name = "FOR " + transform.type() + " LANGUAGE " + transform.language();
        if (object.dumps(Component.DEFINITION)) {
            List<String> functions = new ArrayList<>();
            if (transform.fromSql() != null) {
                functions.add("FROM SQL WITH FUNCTION " + transform.fromSql());
            }
            if (transform.toSql() != null) {
                functions.add("TO SQL WITH FUNCTION " + transform.toSql());
            }
            // pg_dump says here itself what the entry depends on, and does not look through what is not dumped.
            out.add(out.entry(object, "TRANSFORM", Section.PRE_DATA)
                    .tag("TRANSFORM " + name)
                    .defn("CREATE TRANSFORM " + name + " (" + String.join(", ", functions) + ");\n")
                    .dropStmt("DROP TRANSFORM " + name + ";\n")
                    .dependencies(object.dependencies())
                    .build());
        }
        out.comment(object, "TRANSFORM", name, null, "");
    }
}
