package dev.dbsnapshot.connect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about itself and the database, read in one round trip. Immutable.
 *
 * @param version its version
 * @param database the name of the database
 * @param user the role that the session runs as
 * @param superuser whether that role is one
 * @param inRecovery whether it is a standby
 * @param encoding the database's encoding by PostgreSQL's name, for example {@code UTF8}
 * @param standardConformingStrings whether backslashes in plain strings are just backslashes
 * @param keywords all words that are no plain identifiers (pg_get_keywords() whose category is not unreserved)
 * @param maxLocksPerTransaction the server's setting
 * @param maxConnections the server's setting
 * @param maxPreparedTransactions the server's setting
 * @param halfRestored whether a restore into the database by several transactions has not ended
 * @param extensions versions of the database's extensions by their names
 */
public record Server(
        ServerVersion version,
        String database,
        String user,
        boolean superuser,
        boolean inRecovery,
        String encoding,
        boolean standardConformingStrings,
        Set<String> keywords,
        int maxLocksPerTransaction,
        int maxConnections,
        int maxPreparedTransactions,
        boolean halfRestored,
        Map<String, String> extensions) {

    private static final String SQL = """
        SELECT pg_catalog.current_database() AS database,
               current_user AS "user",
               (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser,
               pg_catalog.pg_is_in_recovery() AS in_recovery,
               pg_catalog.current_setting('server_encoding') AS encoding,
               pg_catalog.current_setting('standard_conforming_strings') = 'on' AS std_strings,
               pg_catalog.current_setting('max_locks_per_transaction') AS max_locks,
               pg_catalog.current_setting('max_connections') AS max_connections,
               pg_catalog.current_setting('max_prepared_transactions') AS max_prepared,
               (%s) AS half_restored,
               ARRAY(SELECT word::pg_catalog.text FROM pg_catalog.pg_get_keywords() WHERE catcode <> 'U') AS keywords,
               ARRAY(SELECT extname || E'\\n' || extversion FROM pg_catalog.pg_extension) AS extensions
        """.formatted(HalfRestored.SQL);

    /** Copies the collections. */
    public Server {
        keywords = Set.copyOf(keywords);
        extensions = Map.copyOf(extensions);
    }

    /**
     * Asks the server.
     *
     * @param session any session of the database
     * @return what it says
     */
    public static Server read(Queries session) {
        List<Server> one = session.query(
                SQL,
                row -> new Server(
                        session.version(),
                        row.text("database"),
                        row.text("user"),
                        row.bool("superuser"),
                        row.bool("in_recovery"),
                        row.text("encoding"),
                        row.bool("std_strings"),
                        keywords(row.array("keywords")),
                        row.integer("max_locks"),
                        row.integer("max_connections"),
                        row.integer("max_prepared"),
                        row.bool("half_restored"),
                        versions(row.array("extensions"))));
        return one.get(0);
    }

    private static Map<String, String> versions(List<@Nullable String> extensions) {
        return extensions.stream()
                .map(extension -> String.valueOf(extension).split("\n", 2))
                .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1]));
    }

    private static Set<String> keywords(List<@Nullable String> words) {
        return words.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
