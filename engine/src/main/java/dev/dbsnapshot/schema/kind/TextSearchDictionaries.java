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

/** CREATE TEXT SEARCH DICTIONARY ({@code dumpTSDictionary}). */
final class TextSearchDictionaries implements Kind<TextSearchDictionaries.TextSearchDictionary> {

    /**
     * A dictionary.
     *
     * @param owner its owner
     * @param template its template, quoted, with schema
     * @param options its options as SQL, or {@code null}
     */
    record TextSearchDictionary(
            String owner, String template, @Nullable String options) {}

    @Override
    public String noun() {
        return "text search dictionary";
    }

    @Override
    public Class<TextSearchDictionary> type() {
        return TextSearchDictionary.class;
    }

    @Override
    public Priority priority(TextSearchDictionary details) {
        return Priority.TSDICT;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT d.tableoid, d.oid, n.nspname, d.dictname AS name,
                   pg_catalog.pg_get_userbyid(d.dictowner) AS owner,
                   pg_catalog.format('%%I.%%I', tn.nspname, t.tmplname) AS template, d.dictinitoption
            FROM pg_catalog.pg_ts_dict d
            JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
            JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
            JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
            WHERE d.oid >= %s
            ORDER BY d.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("text search dictionaries", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("text search dictionaries", row -> {
            TextSearchDictionary details =
                    new TextSearchDictionary(row.text("owner"), row.text("template"), row.textOrNull("dictinitoption"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<TextSearchDictionary> object, EntryWriter out) {
        TextSearchDictionary dictionary = object.details();
        String sql = "CREATE TEXT SEARCH DICTIONARY " + out.quoting().qualified(object) + " (\n    TEMPLATE = "
                + dictionary.template()
                + (dictionary.options() == null ? "" : ",\n    " + dictionary.options())
                + " );\n";
        PreDataEntry.write(object, "TEXT SEARCH DICTIONARY", dictionary.owner(), sql, out);
    }
}
