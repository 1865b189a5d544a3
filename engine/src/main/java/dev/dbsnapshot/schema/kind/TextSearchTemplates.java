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
import org.jspecify.annotations.Nullable;

/** CREATE TEXT SEARCH TEMPLATE ({@code dumpTSTemplate}). */
final class TextSearchTemplates implements Kind<TextSearchTemplates.TextSearchTemplate> {

    /** The functions of a template; {@code init} may be {@code null}. */
    record TextSearchTemplate(@Nullable String init, String lexize) {}

    @Override
    public String noun() {
        return "text search template";
    }

    @Override
    public Class<TextSearchTemplate> type() {
        return TextSearchTemplate.class;
    }

    @Override
    public Priority priority(TextSearchTemplate details) {
        return Priority.TSTEMPLATE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT t.tableoid, t.oid, n.nspname, t.tmplname AS name,
                   NULLIF(t.tmplinit::pg_catalog.text, '-') AS tmplinit, t.tmpllexize
            FROM pg_catalog.pg_ts_template t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
            WHERE t.oid >= %s
            ORDER BY t.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("text search templates", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("text search templates", row -> {
            TextSearchTemplate details = new TextSearchTemplate(row.textOrNull("tmplinit"), row.text("tmpllexize"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<TextSearchTemplate> object, EntryWriter out) {
        TextSearchTemplate template = object.details();
        String sql = "CREATE TEXT SEARCH TEMPLATE " + out.quoting().qualified(object) + " (\n"
                + (template.init() == null ? "" : "    INIT = " + template.init() + ",\n")
                + "    LEXIZE = " + template.lexize() + " );\n";
        PreDataEntry.write(object, "TEXT SEARCH TEMPLATE", null, sql, out);
    }
}
