package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Pause;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session with a database that is neither the old nor the new one: a database cannot be renamed while anybody is
 * connected to it, the one who renames included.
 */
final class ThirdDatabase {

    /** The same number as in a database itself; here the second number is the name's, so that names do not meet. */
    private static final int LOCK_CLASS = 1684175475;

    /** connection_exception and those of its class that are not about one database; admin_shutdown, cannot_connect_now. */
    private static final Set<String> UNREACHABLE =
            Set.of("08000", "08001", "08003", "08006", "57P01", "57P02", "57P03");

    private static final int LOCK_ATTEMPTS = 60;
    private static final long LOCK_PAUSE_MILLIS = 500;

    private ThirdDatabase() {}

    /**
     * Opens one: postgres where it is possible, template1 last, because nobody could copy that one meanwhile.
     *
     * @param target sessions with the target
     * @param names databases that the role may connect to, the best first; see {@link #candidates}
     * @throws SnapshotException (PRIVILEGE) that names what to do if there is none
     */
    static Session open(Sessions target, List<String> names) {
        List<SnapshotException> refused = new ArrayList<>();
        for (String name : names) {
            try {
                Session session =
                        new Sessions(target.spec().withDatabase(name), target.transport()).open(SessionPurpose.RESTORE);
                session.execute("SET standard_conforming_strings = on; SET synchronous_commit = on;"
                        + " SET default_transaction_read_only = off; SET client_min_messages = warning");
                return session;
            } catch (SnapshotException e) {
                if (e.sqlState().filter(UNREACHABLE::contains).isPresent()) {
                    throw e; // No other database of this server can be reached either.
                }
                refused.add(e);
            }
        }
        String why = refused.isEmpty()
                ? "role " + target.spec().user() + " may connect to no other database"
                : refused.stream().map(SnapshotException::getMessage).collect(Collectors.joining(", "));
        SnapshotException none = new SnapshotException(
                ErrorCode.PRIVILEGE,
                "database " + target.spec().database() + " cannot be renamed, because that needs a session with a third"
                        + " database: " + why + "; let the role connect to database postgres");
        refused.forEach(none::addSuppressed);
        throw none;
    }

    /** Names to try, asked for in any database. */
    static List<String> candidates(Session session, String database) {
        return session.query("""
            SELECT datname FROM pg_catalog.pg_database
            WHERE datallowconn AND pg_catalog.has_database_privilege(oid, 'CONNECT') AND datname <> %s
                AND datname !~ '_(new|old)_[0-9]{14}$'
            ORDER BY CASE datname WHEN 'postgres' THEN 0 WHEN 'template1' THEN 2 ELSE 1 END, datname
            """.formatted(SqlText.literal(database)), row -> row.text("datname"));
    }

    /** Opens the one that was used before, or if that cannot be had one that every server has. */
    static Session openAgain(Sessions target, String before) {
        return open(
                target,
                Stream.of(before, "postgres", "template1")
                        .filter(name -> !name.equals(target.spec().database()))
                        .distinct()
                        .toList());
    }

    /** The name of the database that a session is with. */
    static String name(Session session) {
        return session.query("SELECT pg_catalog.current_database() AS name", row -> row.text("name"))
                .get(0);
    }

    /**
     * Takes the lock against a second restore, which outlives renaming since it is not in the database itself.
     *
     * @throws SnapshotException (CONFLICT) if another one has it
     */
    static void lock(Session third, String database) {
        if (!tryLock(third, database)) {
            throw inUse(database);
        }
    }

    /**
     * Takes it, and waits a while for a server process that has not yet noticed that its client is gone: what such a
     * one was doing must have ended before anybody cleans up after it.
     */
    static void lockPatiently(Session third, String database) {
        for (int attempt = 0; !tryLock(third, database); attempt++) {
            if (attempt == LOCK_ATTEMPTS || !Pause.of(LOCK_PAUSE_MILLIS)) {
                throw inUse(database);
            }
        }
    }

    private static boolean tryLock(Session third, String database) {
        return third.query(
                        "SELECT pg_catalog.pg_try_advisory_lock(" + LOCK_CLASS + ", pg_catalog.hashtext("
                                + SqlText.literal(database) + ")) AS taken",
                        row -> row.bool("taken"))
                .get(0);
    }

    private static SnapshotException inUse(String database) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                "another restore of database " + database
                        + " is running; wait until it has ended, then look at what it left");
    }
}
