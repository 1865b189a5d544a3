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
import java.util.Map;

/** CREATE OPERATOR FAMILY, with the members that belong to no class of it ({@code dumpOpfamily}). */
final class OperatorFamilies implements Kind<OperatorFamilies.OperatorFamily> {

    /**
     * An operator family.
     *
     * @param owner its owner
     * @param accessMethod the access method's name, unquoted
     * @param members its loose operators and functions
     */
    record OperatorFamily(String owner, String accessMethod, List<String> members) {}

    @Override
    public String noun() {
        return "operator family";
    }

    @Override
    public Class<OperatorFamily> type() {
        return OperatorFamily.class;
    }

    @Override
    public Priority priority(OperatorFamily details) {
        return Priority.OPFAMILY;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT f.tableoid, f.oid, n.nspname, f.opfname AS name,
                   pg_catalog.pg_get_userbyid(f.opfowner) AS owner, a.amname
            FROM pg_catalog.pg_opfamily f
            JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
            JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
            WHERE f.oid >= %s
            ORDER BY f.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(
                OperatorMembers.query("members of operator families", "pg_opfamily"),
                new CatalogQuery("operator families", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Map<Long, List<String>> members = OperatorMembers.read(rows, "members of operator families");
        rows.forEach("operator families", row -> {
            OperatorFamily details = new OperatorFamily(
                    row.text("owner"), row.text("amname"), members.getOrDefault(row.oid("oid"), List.of()));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<OperatorFamily> object) {
        return List.of(object.details().accessMethod());
    }

    @Override
    public void write(SchemaObject<OperatorFamily> object, EntryWriter out) {
        OperatorFamily details = object.details();
        Quoting quoting = out.quoting();
        String using = " USING " + quoting.id(details.accessMethod());
        String target = "OPERATOR FAMILY " + quoting.qualified(object) + using;
        String sql = "CREATE " + target + ";\n";
        if (!details.members().isEmpty()) {
            sql += "ALTER " + target + " ADD\n    " + String.join(" ,\n    ", details.members()) + ";\n";
        }
        String commentName = quoting.id(object.name()) + using;
        String drop = "DROP " + target + ";\n";
        PreDataEntry.write(object, "OPERATOR FAMILY", commentName, details.owner(), sql, drop, out);
    }
}
