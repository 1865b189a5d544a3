package dev.dbsnapshot.schema;

import org.jspecify.annotations.Nullable;

/**
 * Identity of an object in the system catalogs (pg_dump's {@code CatalogId}).
 *
 * @param tableOid OID of the system catalog
 * @param oid OID in that catalog
 */
public record CatalogId(long tableOid, long oid) {

    /** What objects have that are in no catalog. */
    public static final CatalogId NONE = new CatalogId(0, 0);

    // Said here because a record's own are put together while the program runs, which a short run feels.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CatalogId that && tableOid == that.tableOid && oid == that.oid;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(tableOid) + Long.hashCode(oid);
    }
}
