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
import dev.dbsnapshot.toc.TocEntry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * Large objects without their data as pg_dump up to 16 has them ({@code getBlobs}, {@code dumpBlob}): one by one. They
 * are one object of the model all the same: nothing depends on one of them alone, and they follow each other in the
 * archive.
 */
final class LargeObjects implements Kind<LargeObjects.All> {

    /** Digits of the largest OID. */
    private static final int MOST_DIGITS = 10;

    private static final int TEN = 10;
    private static final int OWNER_BITS = 31;

    /**
     * All large objects.
     *
     * @param owned by owner and privileges
     * @param sorted ascending: the OID, and in the lower bits which of the lists before it is in
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record All(List<OwnedLargeObjects> owned, long[] sorted) {

        private static All of(List<OwnedLargeObjects> owned) {
            long[] sorted =
                    new long[owned.stream().mapToInt(some -> some.oids().size()).sum()];
            int count = 0;
            for (int i = 0; i < owned.size(); i++) {
                for (long oid : owned.get(i).oids()) {
                    sorted[count++] = oid << OWNER_BITS | i;
                }
            }
            Arrays.sort(sorted);
            return new All(owned, sorted);
        }

        private long oid(int index) {
            return sorted[index] >>> OWNER_BITS;
        }

        private OwnedLargeObjects owned(int index) {
            return owned.get((int) (sorted[index] & (1L << OWNER_BITS) - 1));
        }

        /** Where this one is. */
        private int index(long oid) {
            int place = Arrays.binarySearch(sorted, oid << OWNER_BITS);
            return place < 0 ? -place - 1 : place;
        }

        /** All of them, ascending. */
        Oids oids() {
            Oids.Builder oids = new Oids.Builder();
            for (int i = 0; i < sorted.length; i++) {
                oids.add(oid(i));
            }
            return oids.build();
        }

        /** All of them, in the order of their names: 16385, 1639, 16390. */
        private long[] byName() {
            long[] names = new long[sorted.length];
            for (int i = 0; i < names.length; i++) {
                long padded = oid(i);
                int zeros = 0;
                for (int digits = digits(padded); digits < MOST_DIGITS; digits++) {
                    padded *= TEN;
                    zeros++;
                }
                names[i] = padded * (MOST_DIGITS + 1) + (MOST_DIGITS - zeros);
            }
            Arrays.sort(names);
            for (int i = 0; i < names.length; i++) {
                long oid = names[i] / (MOST_DIGITS + 1);
                for (long digits = names[i] % (MOST_DIGITS + 1); digits < MOST_DIGITS; digits++) {
                    oid /= TEN;
                }
                names[i] = oid;
            }
            return names;
        }

        private static int digits(long oid) {
            return Long.toString(oid).length();
        }
    }

    @Override
    public String noun() {
        return "large object";
    }

    @Override
    public Class<All> type() {
        return All.class;
    }

    @Override
    public Priority priority(All all) {
        return Priority.LARGE_OBJECT;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return isWanted(catalog) ? OwnedLargeObjects.queries(catalog) : List.of();
    }

    private static boolean isWanted(Catalog catalog) {
        return catalog.archiveMajor() < LargeObjectGroups.FIRST_MAJOR;
    }

    /** Dump ids are given in the order of OIDs. */
    @Override
    public void read(CatalogRows rows, Database database) {
        if (!isWanted(database.catalog())) {
            return;
        }
        All all = All.of(OwnedLargeObjects.read(rows, database.catalog()));
        if (all.sorted().length == 0) {
            return;
        }
        CatalogId first = new CatalogId(OwnedLargeObjects.PG_LARGEOBJECT, all.oid(0));
        database.add(this, all, first, null, Long.toString(first.oid())).dump().addAll(EnumSet.allOf(Component.class));
        for (int i = 1; i < all.sorted().length; i++) {
            database.newDumpId();
        }
    }

    @Override
    public void write(SchemaObject<All> object, EntryWriter out) {
        for (long oid : object.details().byName()) {
            int index = object.details().index(oid);
            CatalogId id = new CatalogId(OwnedLargeObjects.PG_LARGEOBJECT, oid);
            write(
                    object.part(object.dumpId() + index, id, Long.toString(oid)),
                    object.details().owned(index),
                    out);
        }
    }

    private static void write(SchemaObject<All> one, OwnedLargeObjects like, EntryWriter out) {
        String oid = one.name();
        if (one.dumps(Component.DEFINITION)) {
            out.add(TocEntry.largeObject(one.dumpId(), one.catalogId().oid())
                    .owner(like.owner())
                    .build());
        }
        out.comment(one, "LARGE OBJECT", oid, null, like.owner());
        out.securityLabel(one, "LARGE OBJECT", oid, null, like.owner());
        out.acl(
                one,
                new EntryWriter.AclTarget(
                        "LARGE OBJECT", oid, null, null, like.owner(), like.acl(), like.defaultAcl()));
    }
}
