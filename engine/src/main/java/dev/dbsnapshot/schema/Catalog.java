package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import java.util.Set;

/**
 * What queries and texts depend on besides the objects themselves.
 *
 * @param version the server's version, which is also the version of pg_dump that the archive equals
 * @param quoting how this server's pg_dump quotes
 * @param selection what is wanted
 * @param databaseName the database's name
 * @param superuser whether the session's role is a superuser
 */
public record Catalog(
        ServerVersion version, Quoting quoting, Selection selection, String databaseName, boolean superuser) {

    /** The server's major version. */
    public int major() {
        return version.major();
    }

    /**
     * The major version whose pg_dump the archive equals in its texts: the server's own, or an older one that was asked
     * for.
     */
    public int archiveMajor() {
        int wanted = selection.options().forMajor();
        return wanted == 0 ? major() : Math.min(wanted, major());
    }

    /** Asks the server what queries and texts depend on. */
    public static Catalog of(Session session, Selection selection) {
        return of(Server.read(session), selection);
    }

    /** What the server has said already. */
    public static Catalog of(Server server, Selection selection) {
        return new Catalog(
                server.version(),
                quoting(server.keywords(), server.standardConformingStrings(), selection),
                selection,
                server.database(),
                server.superuser());
    }

    private static Quoting quoting(Set<String> keywords, boolean standardStrings, Selection selection) {
        Quoting quoting = new Quoting(keywords, standardStrings);
        return selection.has(DumpFlag.QUOTE_ALL_IDENTIFIERS) ? quoting.ofAllIdentifiers() : quoting;
    }
}
