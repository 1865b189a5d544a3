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

/** CREATE TEXT SEARCH PARSER ({@code dumpTSParser}). */
final class TextSearchParsers implements Kind<TextSearchParsers.TextSearchParser> {

    /** The functions of a parser; {@code headline} may be {@code null}. */
    record TextSearchParser(
            String start,
            String token,
            String end,
            @Nullable String headline,
            String lexTypes) {}

    @Override
    public String noun() {
        return "text search parser";
    }

    @Override
    public Class<TextSearchParser> type() {
        return TextSearchParser.class;
    }

    @Override
    public Priority priority(TextSearchParser details) {
        return Priority.TSPARSER;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT p.tableoid, p.oid, n.nspname, p.prsname AS name, p.prsstart, p.prstoken, p.prsend,
                   NULLIF(p.prsheadline::pg_catalog.text, '-') AS prsheadline, p.prslextype
            FROM pg_catalog.pg_ts_parser p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
            WHERE p.oid >= %s
            ORDER BY p.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("text search parsers", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("text search parsers", row -> {
            TextSearchParser details = new TextSearchParser(
                    row.text("prsstart"),
                    row.text("prstoken"),
                    row.text("prsend"),
                    row.textOrNull("prsheadline"),
                    row.text("prslextype"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<TextSearchParser> object, EntryWriter out) {
        TextSearchParser parser = object.details();
        String sql = "CREATE TEXT SEARCH PARSER " + out.quoting().qualified(object) + " (\n"
                + "    START = " + parser.start() + ",\n"
                + "    GETTOKEN = " + parser.token() + ",\n"
                + "    END = " + parser.end() + ",\n"
                + (parser.headline() == null ? "" : "    HEADLINE = " + parser.headline() + ",\n")
                + "    LEXTYPES = " + parser.lexTypes() + " );\n";
        PreDataEntry.write(object, "TEXT SEARCH PARSER", null, sql, out);
    }
}
