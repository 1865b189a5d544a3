package dev.dbsnapshot.schema;

/**
 * One set-based query over the catalogs. Its text depends on the server's version and on the selection, never on what
 * the database holds, so that the number of queries is constant.
 *
 * @param name a name unique in its kind, by which {@link CatalogRows} hands out the rows
 * @param sql the query
 */
public record CatalogQuery(String name, String sql) {}
