package dev.dbsnapshot.schema;

/**
 * Identity of an object in the system catalogs (pg_dump's {@code CatalogId}).
 *
 * @param tableOid OID of the system catalog
 * @param oid OID in that catalog
 */
public record CatalogId(long tableOid, long oid) {

    /** What objects have that are in no catalog. */
    public static final CatalogId NONE = new CatalogId(0, 0);
}
