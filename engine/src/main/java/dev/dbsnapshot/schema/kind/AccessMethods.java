package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;

/** CREATE ACCESS METHOD ({@code getAccessMethods}, {@code dumpAccessMethod}). */
final class AccessMethods implements Kind<AccessMethods.AccessMethod> {

    /**
     * An access method.
     *
     * @param type {@code amtype}: i for indexes, t for tables
     * @param handler its handler function
     * @param priority up to 13 that of operators, which come first because they live in schemas; from 14 on its own
     */
    record AccessMethod(char type, String handler, Priority priority) {}

    @Override
    public String noun() {
        return "access method";
    }

    @Override
    public Class<AccessMethod> type() {
        return AccessMethod.class;
    }

    @Override
    public Priority priority(AccessMethod details) {
        return details.priority();
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT a.tableoid, a.oid, NULL AS nspname, a.amname AS name, a.amtype, a.amhandler
            FROM pg_catalog.pg_am a
            WHERE a.oid >= %s
            ORDER BY a.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("access methods", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Priority priority = database.catalog().archiveMajor() >= 14 ? Priority.ACCESS_METHOD : Priority.OPERATOR;
        rows.forEach("access methods", row -> {
            AccessMethod details = new AccessMethod(row.character("amtype"), row.text("amhandler"), priority);
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<AccessMethod> object, EntryWriter out) {
        String type =
                switch (object.details().type()) {
                    case 'i' -> "INDEX";
                    case 't' -> "TABLE";
                    default ->
                        throw new SnapshotException(
                                ErrorCode.UNSUPPORTED,
                                "the type \"" + object.details().type() + "\" of access method " + object.name()
                                        + " is not known to this version: use a newer one");
                };
        String sql = "CREATE ACCESS METHOD " + out.quoting().id(object.name()) + " TYPE " + type + " HANDLER "
                + object.details().handler() + ";\n";
        PreDataEntry.write(object, "ACCESS METHOD", null, sql, out);
    }
}
