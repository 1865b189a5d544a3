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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Large objects without their data ({@code getLOs}, {@code dumpLO}): one by one up to 16, in groups of equal owner and
 * privileges from 17 on.
 */
final class LargeObjects implements Kind<LargeObjects.Group> {

    private static final long PG_LARGEOBJECT = 2613;

    /** {@code MAX_BLOBS_PER_ARCHIVE_ENTRY}. */
    private static final int GROUP_SIZE = 1000;

    /**
     * One large object, or some of equal owner and privileges.
     *
     * @param oids their OIDs, ascending; changeable while they are read
     * @param owner their owner
     * @param acl their privileges, or {@code null} where the catalog has NULL
     * @param defaultAcl what {@code acldefault()} gives
     * @param grouped whether the archive's pg_dump makes groups
     */
    record Group(List<Long> oids, String owner, @Nullable String acl, String defaultAcl, boolean grouped) {

        private boolean takes(String otherOwner, @Nullable String otherAcl) {
            return grouped
                    && oids.size() < GROUP_SIZE
                    && owner.equals(otherOwner)
                    && String.valueOf(acl).equals(String.valueOf(otherAcl));
        }

        /** What the archive calls them. */
        String tag() {
            String first = oids.get(0).toString();
            return oids.size() == 1 ? first : first + ".." + oids.get(oids.size() - 1);
        }
    }

    @Override
    public String noun() {
        return "large object";
    }

    @Override
    public Class<Group> type() {
        return Group.class;
    }

    @Override
    public Priority priority(Group group) {
        return group.grouped() ? Priority.LARGE_OBJECT_METADATA : Priority.LARGE_OBJECT;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        if (!catalog.selection().includesLargeObjects()) {
            return List.of();
        }
        String order = catalog.archiveMajor() >= 17 ? "lomowner, lomacl::pg_catalog.text, oid" : "oid";
        return List.of(new CatalogQuery(
                "large_objects",
                "SELECT oid, pg_catalog.pg_get_userbyid(lomowner) AS owner, lomacl::pg_catalog.text AS lomacl,"
                        + " pg_catalog.acldefault('L', lomowner)::pg_catalog.text AS acldefault"
                        + " FROM pg_catalog.pg_largeobject_metadata ORDER BY " + order));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        if (!database.catalog().selection().includesLargeObjects()) {
            return;
        }
        List<Group> groups = new ArrayList<>();
        boolean grouped = database.catalog().archiveMajor() >= 17;
        rows.forEach("large_objects", row -> read(row, groups, grouped));
        for (Group group : groups) {
            CatalogId id = new CatalogId(PG_LARGEOBJECT, group.oids().get(0));
            database.add(this, group, id, null, group.tag()).dump().addAll(EnumSet.allOf(Component.class));
        }
    }

    private static void read(Row row, List<Group> groups, boolean grouped) {
        String owner = row.text("owner");
        String acl = row.textOrNull("lomacl");
        if (groups.isEmpty() || !groups.get(groups.size() - 1).takes(owner, acl)) {
            groups.add(new Group(new ArrayList<>(), owner, acl, row.text("acldefault"), grouped));
        }
        groups.get(groups.size() - 1).oids().add(row.oid("oid"));
    }

    @Override
    public void write(SchemaObject<Group> object, EntryWriter out) {
        Group group = object.details();
        if (object.dumps(Component.DEFINITION)) {
            if (group.grouped()) {
                writeGroup(object, out);
            } else {
                writeSingle(object, out);
            }
        }
        for (long oid : group.oids()) {
            CatalogId id = new CatalogId(PG_LARGEOBJECT, oid);
            out.comment(
                    object,
                    new EntryWriter.CommentTarget(
                            id, 0, "LARGE OBJECT", Long.toString(oid), null, group.owner(), null));
            out.securityLabel(object, id, "LARGE OBJECT", Long.toString(oid), null, group.owner());
        }
        // The entry of a group grants on its first large object; from the tag pg_restore knows the others.
        String tag = group.oids().size() == 1 ? null : "LARGE OBJECTS " + group.tag();
        String first = group.oids().get(0).toString();
        out.acl(
                object,
                new EntryWriter.AclTarget(
                        "LARGE OBJECT", first, tag, null, group.owner(), group.acl(), group.defaultAcl()));
    }

    private static void writeSingle(SchemaObject<Group> object, EntryWriter out) {
        String oid = object.details().tag();
        out.add(out.entry(object, "BLOB", Section.PRE_DATA)
                .owner(object.details().owner())
                .defn("SELECT pg_catalog.lo_create('" + oid + "');\n")
                .dropStmt("SELECT pg_catalog.lo_unlink('" + oid + "');\n")
                .build());
    }

    /** The definition is no SQL but the list of OIDs, from which pg_restore makes the statements. */
    private static void writeGroup(SchemaObject<Group> object, EntryWriter out) {
        String oids = object.details().oids().stream().map(oid -> oid + "\n").collect(Collectors.joining());
        out.add(out.entry(object, "BLOB METADATA", Section.DATA)
                .owner(object.details().owner())
                .defn(oids)
                .dropStmt("-- dummy")
                .build());
    }
}
