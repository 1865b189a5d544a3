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

/** CREATE FOREIGN DATA WRAPPER ({@code dumpForeignDataWrapper}). */
final class ForeignDataWrappers implements Kind<ForeignDataWrappers.ForeignDataWrapper> {

    /**
     * A foreign data wrapper.
     *
     * @param owner whose it is
     * @param handler its handler function, or {@code null}
     * @param validator its validator function, or {@code null}
     * @param options its options as SQL, or the empty text
     */
    record ForeignDataWrapper(
            Ownership owner,
            @Nullable String handler,
            @Nullable String validator,
            String options) {}

    @Override
    public String noun() {
        return "foreign data wrapper";
    }

    @Override
    public Class<ForeignDataWrapper> type() {
        return ForeignDataWrapper.class;
    }

    @Override
    public Priority priority(ForeignDataWrapper details) {
        return Priority.FDW;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT w.tableoid, w.oid, NULL AS nspname, w.fdwname AS name,
                   pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
                   w.fdwacl AS acl, pg_catalog.acldefault('F', w.fdwowner) AS acldefault,
                   NULLIF(w.fdwhandler::pg_catalog.regproc::pg_catalog.text, '-') AS fdwhandler,
                   NULLIF(w.fdwvalidator::pg_catalog.regproc::pg_catalog.text, '-') AS fdwvalidator,
                   %s AS options
            FROM pg_catalog.pg_foreign_data_wrapper w
            WHERE w.oid >= %s
            ORDER BY w.oid\
            """.formatted(ForeignOptions.list("w.fdwoptions"), ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("foreign data wrappers", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("foreign data wrappers", row -> {
            ForeignDataWrapper details = new ForeignDataWrapper(
                    Ownership.of(row),
                    row.textOrNull("fdwhandler"),
                    row.textOrNull("fdwvalidator"),
                    row.text("options"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<ForeignDataWrapper> object, EntryWriter out) {
        ForeignDataWrapper wrapper = object.details();
        String name = out.quoting().id(object.name());
        String sql = "CREATE FOREIGN DATA WRAPPER " + name
                + (wrapper.handler() == null ? "" : " HANDLER " + wrapper.handler())
                + (wrapper.validator() == null ? "" : " VALIDATOR " + wrapper.validator())
                + ForeignOptions.clause(wrapper.options()) + ";\n";
        PreDataEntry.write(object, "FOREIGN DATA WRAPPER", wrapper.owner().owner(), sql, out);
        wrapper.owner().writeAcl(object, "FOREIGN DATA WRAPPER", name, out);
    }
}
