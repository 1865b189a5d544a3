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

/** CREATE CONVERSION ({@code getConversions}, {@code dumpConversion}). */
final class Conversions implements Kind<Conversions.Conversion> {

    /**
     * A conversion between encodings.
     *
     * @param owner its owner
     * @param isDefault whether it is the default between its encodings
     * @param source the encoding it comes from
     * @param target the encoding it leads to
     * @param function its function
     */
    record Conversion(String owner, boolean isDefault, String source, String target, String function) {}

    @Override
    public String noun() {
        return "conversion";
    }

    @Override
    public Class<Conversion> type() {
        return Conversion.class;
    }

    @Override
    public Priority priority(Conversion details) {
        return Priority.CONVERSION;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT c.tableoid, c.oid, n.nspname, c.conname AS name,
                   pg_catalog.pg_get_userbyid(c.conowner) AS owner, c.condefault,
                   pg_catalog.pg_encoding_to_char(c.conforencoding) AS source,
                   pg_catalog.pg_encoding_to_char(c.contoencoding) AS target, c.conproc
            FROM pg_catalog.pg_conversion c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
            WHERE c.oid >= %s
            ORDER BY c.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("conversions", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("conversions", row -> {
            Conversion details = new Conversion(
                    row.text("owner"),
                    row.bool("condefault"),
                    row.text("source"),
                    row.text("target"),
                    row.text("conproc"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<Conversion> object, EntryWriter out) {
        Conversion conversion = object.details();
        Quoting quoting = out.quoting();
        String sql = "CREATE " + (conversion.isDefault() ? "DEFAULT " : "") + "CONVERSION " + quoting.qualified(object)
                + " FOR " + quoting.literal(conversion.source()) + " TO " + quoting.literal(conversion.target())
                + " FROM " + conversion.function() + ";\n";
        PreDataEntry.write(object, "CONVERSION", conversion.owner(), sql, out);
    }
}
