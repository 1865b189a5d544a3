package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
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

/** ALTER DEFAULT PRIVILEGES ({@code getDefaultACLs}, {@code dumpDefaultACL}). */
final class DefaultPrivileges implements Kind<DefaultPrivileges.DefaultAcl> {

    /**
     * The privileges on objects that a role creates later. The object's name is {@code defaclobjtype}, as in pg_dump.
     *
     * @param role whose objects they are
     * @param acl the privileges as an aclitem[] literal
     * @param base what they are added to: the default without them, or nothing where they are those of a schema
     */
    record DefaultAcl(String role, String acl, String base) {}

    @Override
    public String noun() {
        return "default privileges";
    }

    @Override
    public Class<DefaultAcl> type() {
        return DefaultAcl.class;
    }

    @Override
    public Priority priority(DefaultAcl details) {
        return Priority.DEFAULT_ACL;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("default privileges", """
                SELECT d.tableoid, d.oid, n.nspname, d.defaclobjtype AS name,
                       pg_catalog.pg_get_userbyid(d.defaclrole) AS role, d.defaclacl::pg_catalog.text AS defaclacl,
                       CASE WHEN d.defaclnamespace = 0 THEN pg_catalog.acldefault(
                           CASE WHEN d.defaclobjtype = 'S' THEN 's'::"char" ELSE d.defaclobjtype END, d.defaclrole)
                         ELSE '{}' END::pg_catalog.text AS base
                FROM pg_catalog.pg_default_acl d
                LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
                ORDER BY d.oid"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("default privileges", row -> read(row, database));
    }

    private void read(Row row, Database database) {
        DefaultAcl details = new DefaultAcl(row.text("role"), row.text("defaclacl"), row.text("base"));
        ObjectRows.select(this, details, row, database);
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<DefaultAcl> object) {
        return List.of(object.details().role());
    }

    @Override
    public void write(SchemaObject<DefaultAcl> object, EntryWriter out) {
        boolean wanted = out.database().catalog().selection().includesPrivileges();
        if (!wanted || !object.dumps(Component.ACL)) {
            return;
        }
        DefaultAcl details = object.details();
        String type = objects(object.name());
        out.add(out.entry(object, "DEFAULT ACL", Section.POST_DATA)
                .tag("DEFAULT PRIVILEGES FOR " + type)
                .owner(details.role())
                .defn(out.defaultPrivileges(details.role(), object.namespace(), type, details.base(), details.acl()))
                .build());
    }

    private static String objects(String code) {
        return switch (code) {
            case "r" -> "TABLES";
            case "S" -> "SEQUENCES";
            case "f" -> "FUNCTIONS";
            case "T" -> "TYPES";
            case "n" -> "SCHEMAS";
            case "L" -> "LARGE OBJECTS";
            default ->
                throw new SnapshotException(
                        ErrorCode.UNSUPPORTED,
                        "default privileges for objects of type \"" + code + "\" are not known to this version of"
                                + " db-snapshot; use a newer one");
        };
    }
}
