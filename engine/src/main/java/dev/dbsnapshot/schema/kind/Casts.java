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
import org.jspecify.annotations.Nullable;

/** CREATE CAST ({@code getCasts}, {@code dumpCast}). */
final class Casts implements Kind<Casts.Cast> {

    /**
     * A cast.
     *
     * @param source the type it comes from
     * @param target the type it leads to
     * @param method {@code castmethod}: b, i or f
     * @param function the function's name, with schema and types of arguments, or {@code null}
     * @param context {@code castcontext}: e, a or i
     */
    record Cast(
            String source,
            String target,
            char method,
            @Nullable String function,
            char context) {}

    @Override
    public String noun() {
        return "cast";
    }

    @Override
    public Class<Cast> type() {
        return Cast.class;
    }

    @Override
    public Priority priority(Cast details) {
        return Priority.CAST;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        // From 14 on every range type brings the cast to its multirange type along.
        String ofRanges = catalog.major() >= 14
                ? "AND NOT EXISTS (SELECT FROM pg_catalog.pg_range r"
                        + " WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget)"
                : "";
        String sql = """
            SELECT c.tableoid, c.oid, NULL AS nspname, s.typname || ' ' || t.typname AS name,
                   pg_catalog.format_type(c.castsource, NULL) AS source,
                   pg_catalog.format_type(c.casttarget, NULL) AS target,
                   c.castmethod, c.castcontext, %s AS function
            FROM pg_catalog.pg_cast c
            JOIN pg_catalog.pg_type s ON s.oid = c.castsource
            JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
            LEFT JOIN pg_catalog.pg_proc p ON p.oid = c.castfunc
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE c.oid >= %s %s
            ORDER BY c.oid\
            """.formatted(RoutineSignature.QUALIFIED, ObjectRows.FIRST_NORMAL_OBJECT_ID, ofRanges);
        return List.of(new CatalogQuery("casts", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("casts", row -> {
            Cast details = new Cast(
                    row.text("source"),
                    row.text("target"),
                    row.character("castmethod"),
                    row.textOrNull("function"),
                    row.character("castcontext"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<Cast> object, EntryWriter out) {
        Cast cast = object.details();
        String types = "(" + cast.source() + " AS " + cast.target() + ")";
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "CAST", Section.PRE_DATA)
                    .tag("CAST " + types)
                    .defn("CREATE CAST " + types + " " + how(cast) + when(cast) + ";\n")
                    .dropStmt("DROP CAST " + types + ";\n")
                    .build());
        }
        out.comment(object, "CAST", types, null, "");
    }

    private static String how(Cast cast) {
        return switch (cast.method()) {
            case 'b' -> "WITHOUT FUNCTION";
            case 'i' -> "WITH INOUT";
            default -> "WITH FUNCTION " + cast.function();
        };
    }

    private static String when(Cast cast) {
        return switch (cast.context()) {
            case 'a' -> " AS ASSIGNMENT";
            case 'i' -> " AS IMPLICIT";
            default -> "";
        };
    }
}
