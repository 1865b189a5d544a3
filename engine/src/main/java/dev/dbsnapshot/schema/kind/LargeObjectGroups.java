package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Oids;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Large objects without their data as pg_dump has them from 17 on ({@code getLOs}, {@code dumpLO}): in groups of equal
 * owner and privileges.
 */
final class LargeObjectGroups implements Kind<OwnedLargeObjects> {

    /** The first version that makes groups. */
    static final int FIRST_MAJOR = 17;

    /** {@code MAX_BLOBS_PER_ARCHIVE_ENTRY}. */
    private static final int GROUP_SIZE = 1000;

    @Override
    public String noun() {
        return "large object";
    }

    @Override
    public Class<OwnedLargeObjects> type() {
        return OwnedLargeObjects.class;
    }

    @Override
    public Priority priority(OwnedLargeObjects group) {
        return Priority.LARGE_OBJECT_METADATA;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return isWanted(catalog) ? OwnedLargeObjects.queries(catalog) : List.of();
    }

    private static boolean isWanted(Catalog catalog) {
        return catalog.archiveMajor() >= FIRST_MAJOR;
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        if (!isWanted(database.catalog())) {
            return;
        }
        for (OwnedLargeObjects all : OwnedLargeObjects.read(rows, database.catalog())) {
            for (int first = 0; first < all.oids().size(); first += GROUP_SIZE) {
                Oids some = all.oids().part(first, Math.min(all.oids().size(), first + GROUP_SIZE));
                CatalogId id = new CatalogId(OwnedLargeObjects.PG_LARGEOBJECT, some.get(0));
                database.add(this, all.of(some), id, null, tag(some)).dump().addAll(EnumSet.allOf(Component.class));
            }
        }
    }

    /** What the archive calls them. */
    private static String tag(Oids oids) {
        String first = oids.get(0).toString();
        return oids.size() == 1 ? first : first + ".." + oids.get(oids.size() - 1);
    }

    /** The definition is no SQL but the list of OIDs, from which pg_restore makes the statements. */
    @Override
    public void write(SchemaObject<OwnedLargeObjects> object, EntryWriter out) {
        OwnedLargeObjects group = object.details();
        if (object.dumps(Component.DEFINITION)) {
            String oids = group.oids().stream().map(oid -> oid + "\n").collect(Collectors.joining());
            out.add(out.entry(object, "BLOB METADATA", Section.DATA)
                    .owner(group.owner())
                    .defn(oids)
                    .dropStmt("-- dummy")
                    .build());
        }
        for (long oid : group.oids()) {
            CatalogId id = new CatalogId(OwnedLargeObjects.PG_LARGEOBJECT, oid);
            out.comment(
                    object,
                    new EntryWriter.CommentTarget(
                            id, 0, "LARGE OBJECT", Long.toString(oid), null, group.owner(), null));
            out.securityLabel(object, id, "LARGE OBJECT", Long.toString(oid), null, group.owner());
        }
        // The entry of a group grants on its first large object; from the tag pg_restore knows the others.
        String tag = group.oids().size() == 1 ? null : "LARGE OBJECTS " + object.name();
        String first = group.oids().get(0).toString();
        out.acl(
                object,
                new EntryWriter.AclTarget(
                        "LARGE OBJECT", first, tag, null, group.owner(), group.acl(), group.defaultAcl()));
    }
}
