package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;

/** Schemas, all of them, so that every object finds its own ({@code getNamespaces}, {@code dumpNamespace}). */
final class Namespaces implements Kind<Namespaces.Namespace> {

    /** pg_database_owner, who owns the public schema from 15 on. */
    private static final long DEFAULT_OWNER_OF_PUBLIC = 6171;

    /**
     * A schema.
     *
     * @param create whether it is the dump that creates it; not so for public, which every new database has
     * @param owner whose it is
     */
    record Namespace(boolean create, Ownership owner) {}

    @Override
    public String noun() {
        return "schema";
    }

    @Override
    public Class<Namespace> type() {
        return Namespace.class;
    }

    @Override
    public Priority priority(Namespace namespace) {
        return Priority.NAMESPACE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        // From 15 on what public starts with is what a new database gives it, under the owner that the restore gives
        // it,
        // whatever is on record.
        String isPublic = catalog.major() >= 15 ? "nspname = 'public'" : "false";
        return List.of(new CatalogQuery("namespaces", """
            SELECT tableoid, oid, nspname, nspowner, pg_catalog.pg_get_userbyid(nspowner) AS owner,
              CASE WHEN @IS_PUBLIC@ AND nspacl IS NULL THEN pg_catalog.acldefault('n', nspowner)
                ELSE nspacl END AS acl,
              CASE WHEN @IS_PUBLIC@ THEN pg_catalog.array_append(pg_catalog.acldefault('n', nspowner),
                  pg_catalog.makeaclitem(0, nspowner, 'USAGE', false))
                ELSE pg_catalog.acldefault('n', nspowner) END AS acldefault
            FROM pg_catalog.pg_namespace
            ORDER BY oid\
            """.replace("@IS_PUBLIC@", isPublic)));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("namespaces", row -> read(row, database));
    }

    private void read(Row row, Database database) {
        String name = row.text("nspname");
        int major = database.catalog().archiveMajor();
        long oid = row.oid("oid");
        Selection selection = database.catalog().selection();
        // Asked for by name, public is a schema like any other.
        boolean byName = selection.namesTables() || selection.namesSchemas();
        boolean isPublic = name.equals("public") && !byName;
        SchemaObject<Namespace> object = database.add(
                this, new Namespace(!isPublic, Ownership.of(row)), new CatalogId(row.oid("tableoid"), oid), null, name);
        if (byName) {
            if (!selection.namesTables() && selection.includesSchema(oid) && !selection.excludesSchema(oid)) {
                Selection.refuseSystem("schemas", name);
                dumpAll(object);
            }
        } else if (name.equals("pg_catalog")) {
            object.dump().add(Component.ACL);
            object.dumpContains().add(Component.ACL);
        } else if (isPublic) {
            object.dump().addAll(dumpOfPublic(row.oid("nspowner"), major));
            object.dumpContains().addAll(EnumSet.allOf(Component.class));
        } else if (!name.startsWith("pg_") && !name.equals("information_schema")) {
            dumpAll(object);
        }
        if (selection.excludesSchema(oid)) {
            object.dump().clear();
            object.dumpContains().clear();
        }
        database.addNamespace(object);
        selection.selectExtensionMember(object, database);
    }

    private static void dumpAll(SchemaObject<Namespace> object) {
        object.dump().addAll(EnumSet.allOf(Component.class));
        object.dumpContains().addAll(EnumSet.allOf(Component.class));
    }

    /**
     * Before 15 pg_dump wrote neither owner nor comment of public, because a plain user could not restore them. An entry
     * for it would make those versions of pg_restore say CREATE SCHEMA under {@code --no-owner}.
     */
    private static EnumSet<Component> dumpOfPublic(long owner, int major) {
        if (major < 15) {
            return EnumSet.of(Component.ACL);
        }
        EnumSet<Component> all = EnumSet.allOf(Component.class);
        if (owner == DEFAULT_OWNER_OF_PUBLIC) {
            all.remove(Component.DEFINITION);
        }
        return all;
    }

    @Override
    public void write(SchemaObject<Namespace> object, EntryWriter out) {
        Namespace namespace = object.details();
        String name = out.quoting().id(object.name());
        String owner = namespace.owner().owner();
        if (object.dumps(Component.DEFINITION)) {
            String create = namespace.create()
                    ? "CREATE SCHEMA " + name + ";\n"
                    : "-- *not* creating schema, since initdb creates it\n";
            String drop = namespace.create()
                    ? "DROP SCHEMA " + name + ";\n"
                    : "-- *not* dropping schema, since initdb creates it\n";
            out.add(out.entry(object, "SCHEMA", Section.PRE_DATA)
                    .owner(owner)
                    .defn(create)
                    .dropStmt(drop)
                    .build());
        }
        // pg_dump compares the quoted name, so that under --quote-all-identifiers it takes the comment for a user's.
        String initdbComment = namespace.create() || !name.equals("public") ? null : "standard public schema";
        out.comment(
                object,
                new EntryWriter.CommentTarget(object.catalogId(), 0, "SCHEMA", name, null, owner, initdbComment));
        out.securityLabel(object, "SCHEMA", name, null, owner);
        namespace.owner().writeAcl(object, "SCHEMA", name, out);
    }
}
