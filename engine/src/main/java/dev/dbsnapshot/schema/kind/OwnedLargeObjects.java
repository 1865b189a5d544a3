package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Oids;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Large objects of equal owner and privileges. There may be millions, so that nothing is kept for one but its OID.
 *
 * @param owner their owner
 * @param acl their privileges, or {@code null} where the catalog has NULL
 * @param defaultAcl what {@code acldefault()} gives
 * @param oids their OIDs, ascending
 */
record OwnedLargeObjects(String owner, @Nullable String acl, String defaultAcl, Oids oids) {

    static final long PG_LARGEOBJECT = 2613;

    private static final String NAME = "large_objects";

    /** A row holds at most so many of them, far from the largest value that the server makes. */
    private static final int OIDS_PER_ROW = 100_000;

    /** What the server is asked. */
    static List<CatalogQuery> queries(Catalog catalog) {
        if (!catalog.selection().includesLargeObjects()) {
            return List.of();
        }
        return List.of(new CatalogQuery(
                NAME,
                "SELECT pg_catalog.pg_get_userbyid(lomowner) AS owner, lomacl::pg_catalog.text AS acl,"
                        + " pg_catalog.acldefault('L', lomowner)::pg_catalog.text AS acldefault,"
                        + " pg_catalog.array_agg(oid ORDER BY oid)::pg_catalog.text AS oids"
                        + " FROM pg_catalog.pg_largeobject_metadata"
                        + " GROUP BY lomowner, lomacl::pg_catalog.text, oid::pg_catalog.int8 / " + OIDS_PER_ROW
                        + " ORDER BY lomowner, lomacl::pg_catalog.text, pg_catalog.min(oid)"));
    }

    /** What it answered, by owner and privileges, in the order in which pg_dump 17 makes groups of them. */
    static List<OwnedLargeObjects> read(CatalogRows rows, Catalog catalog) {
        List<OwnedLargeObjects> all = new ArrayList<>();
        if (!catalog.selection().includesLargeObjects()) {
            return all;
        }
        rows.forEach(NAME, row -> {
            OwnedLargeObjects some = new OwnedLargeObjects(
                    row.text("owner"),
                    row.textOrNull("acl"),
                    row.text("acldefault"),
                    new Oids.Builder().addArray(row.text("oids")).build());
            int last = all.size() - 1;
            if (last >= 0 && all.get(last).isLike(some)) {
                all.set(last, all.get(last).and(some.oids()));
            } else {
                all.add(some);
            }
        });
        return all;
    }

    private boolean isLike(OwnedLargeObjects other) {
        return owner.equals(other.owner) && Objects.equals(acl, other.acl);
    }

    private OwnedLargeObjects and(Oids more) {
        Oids.Builder both = new Oids.Builder();
        oids.forEach(both::add);
        more.forEach(both::add);
        return of(both.build());
    }

    /** These ones, of the same owner and privileges. */
    OwnedLargeObjects of(Oids some) {
        return new OwnedLargeObjects(owner, acl, defaultAcl, some);
    }
}
