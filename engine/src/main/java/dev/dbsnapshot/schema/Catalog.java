package dev.dbsnapshot.schema;

import dev.dbsnapshot.connect.ServerVersion;

/**
 * What queries and texts depend on besides the objects themselves.
 *
 * @param version the server's version, which is also the version of pg_dump that the archive equals
 * @param quoting how this server's pg_dump quotes
 * @param selection what is wanted
 * @param databaseName the database's name
 */
public record Catalog(ServerVersion version, Quoting quoting, Selection selection, String databaseName) {

    /** The server's major version. */
    public int major() {
        return version.major();
    }
}
