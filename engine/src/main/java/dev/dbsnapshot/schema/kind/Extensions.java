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
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;

/** Extensions and what belongs to them ({@code getExtensions}, {@code getExtensionMembership}, {@code dumpExtension}). */
final class Extensions implements Kind<Extensions.Extension> {

    /** OIDs below are initdb's ({@code FirstNormalObjectId}). */
    private static final long FIRST_NORMAL_OID = 16384;

    /**
     * An extension.
     *
     * @param schema where its objects are made
     * @param configRelations OIDs of the relations whose rows are the user's ({@code extconfig})
     * @param configConditions which rows of each, as a WHERE clause or empty ({@code extcondition})
     */
    record Extension(String schema, List<Long> configRelations, List<String> configConditions) {}

    @Override
    public String noun() {
        return "extension";
    }

    @Override
    public Class<Extension> type() {
        return Extension.class;
    }

    @Override
    public Priority priority(Extension extension) {
        return Priority.EXTENSION;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("extensions", """
                        SELECT x.tableoid, x.oid, x.extname, n.nspname, x.extconfig, x.extcondition
                        FROM pg_catalog.pg_extension x
                        JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
                        ORDER BY x.oid"""), new CatalogQuery("members", """
                        SELECT classid, objid, refobjid
                        FROM pg_catalog.pg_depend
                        WHERE refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND deptype = 'e'
                        ORDER BY refobjid, classid, objid"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("extensions", row -> readExtension(row, database));
        rows.forEach("members", row -> readMember(row, database));
    }

    /** What initdb installed, plpgsql, is in every database already. */
    private void readExtension(Row row, Database database) {
        CatalogId id = new CatalogId(row.oid("tableoid"), row.oid("oid"));
        List<String> conditions =
                row.array("extcondition").stream().map(String::valueOf).toList();
        Extension extension = new Extension(row.text("nspname"), row.numbers("extconfig"), conditions);
        SchemaObject<Extension> object = database.add(this, extension, id, null, row.text("extname"));
        EnumSet<Component> dump =
                id.oid() < FIRST_NORMAL_OID ? EnumSet.of(Component.ACL) : EnumSet.noneOf(Component.class);
        if (id.oid() >= FIRST_NORMAL_OID && database.catalog().selection().includesExtension(id.oid())) {
            dump = EnumSet.allOf(Component.class);
        }
        object.dump().addAll(dump);
        object.dumpContains().addAll(dump);
    }

    private static void readMember(Row row, Database database) {
        SchemaObject<Extension> extension = database.find(Extension.class, row.oid("refobjid"));
        if (extension != null) {
            database.addExtensionMember(new CatalogId(row.oid("classid"), row.oid("objid")), extension);
        }
    }

    /**
     * Without version, so that the target installs its default; IF NOT EXISTS, so that the extension may be installed
     * beforehand by someone who is allowed to.
     */
    @Override
    public void write(SchemaObject<Extension> object, EntryWriter out) {
        String name = out.quoting().id(object.name());
        if (object.dumps(Component.DEFINITION)) {
            String schema = out.quoting().id(object.details().schema());
            out.add(out.entry(object, "EXTENSION", Section.PRE_DATA)
                    .defn("CREATE EXTENSION IF NOT EXISTS " + name + " WITH SCHEMA " + schema + ";\n")
                    .dropStmt("DROP EXTENSION " + name + ";\n")
                    .build());
        }
        out.comment(object, "EXTENSION", name, null, "");
        out.securityLabel(object, "EXTENSION", name, null, "");
    }
}
