package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import java.util.HashSet;
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

    /** Asks the server what queries and texts depend on, in two queries. */
    public static Catalog of(Session session, Selection selection) {
        Set<String> keywords = new HashSet<>(session.query(
                "SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode <> 'U'", row -> row.text("word")));
        return session.query(
                        "SELECT pg_catalog.current_database() AS name,"
                                + " pg_catalog.current_setting('standard_conforming_strings') AS strings,"
                                + " pg_catalog.current_setting('is_superuser') = 'on' AS superuser",
                        row -> new Catalog(
                                session.version(),
                                quoting(keywords, row.text("strings").equals("on"), selection),
                                selection,
                                row.text("name"),
                                row.bool("superuser")))
                .get(0);
    }

    private static Quoting quoting(Set<String> keywords, boolean standardStrings, Selection selection) {
        Quoting quoting = new Quoting(keywords, standardStrings);
        return selection.has(DumpFlag.QUOTE_ALL_IDENTIFIERS) ? quoting.ofAllIdentifiers() : quoting;
    }
}
