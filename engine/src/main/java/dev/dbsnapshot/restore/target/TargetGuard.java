package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.HalfRestored;
import dev.dbsnapshot.connect.Pause;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Server;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What must be true of the target before anything in it is touched. */
public final class TargetGuard {

    /** Two restores into one database do not meet: the first four letters of the program's name, and a number. */
    private static final String RESTORES = "(1684175475, 1)";

    /** What sessions share that work for one restore: they may go on for a while after the one that has the other lock. */
    private static final String WORKERS = HalfRestored.WORKERS;

    private static final String QUIET = "CASE WHEN pg_catalog.pg_try_advisory_lock" + WORKERS
            + " THEN pg_catalog.pg_advisory_unlock" + WORKERS + " ELSE false END AS quiet";

    /** What those who fill a database that is to take this one's name hold, in that one and in a third one. */
    private static final String NAME_IS_FREE = """
        NOT EXISTS (SELECT 1 FROM pg_catalog.pg_locks l
            WHERE l.locktype = 'advisory' AND l.classid = 1684175475 AND l.objsubid = 2
                AND l.objid = (pg_catalog.hashtext(pg_catalog.current_database()::pg_catalog.text)::pg_catalog.int8
                    & 4294967295)::pg_catalog.oid) AND
        """;

    private static final String TRY_LOCK = "SELECT pg_catalog.pg_try_advisory_lock" + RESTORES + " AS alone, ";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What a server takes to see that a session was closed. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final long PAUSE_MILLIS = 200;

    private static final int NAMED = 5;

    private final Queries session;
    private final Server server;

    /** Looks at the database of this session. */
    public TargetGuard(Queries session, Server server) {
        this.session = session;
        this.server = server;
    }

    /** Whether the server takes changes at all. */
    public List<Finding> standby() {
        if (!server.inRecovery()) {
            return List.of();
        }
        return List.of(Finding.blocks(
                ErrorCode.CONFLICT,
                "cannot restore into database " + server.database() + ": the server is a standby, which only follows",
                "connect to its primary"));
    }

    /**
     * Takes the lock against a second restore into this database, which the session holds until it is closed. Sessions
     * of an earlier one that its server has not ended yet are waited for.
     */
    public void mustBeAlone() {
        mustBeAlone(TRY_LOCK + NAME_IS_FREE + QUIET, MOMENT);
    }

    /** The same, for who goes back: the session that had the lock before may not have ended yet either. */
    public void mustBeAloneAgain() {
        mustBeAlone(TRY_LOCK + QUIET, PATIENCE);
    }

    /** Waits until no session works for the restore that has the lock, and takes none itself. */
    public void mustBeQuiet() {
        mustBeAlone("SELECT true AS alone, " + QUIET, PATIENCE);
    }

    private void mustBeAlone(String tried, Duration patience) {
        long begun = System.nanoTime();
        Lock lock = tryLock(tried);
        while (!lock.alone() || !lock.quiet()) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            if (waited.compareTo(lock.alone() ? PATIENCE : patience) >= 0 || !Pause.of(PAUSE_MILLIS)) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        (lock.alone() ? "sessions of another restore" : "another restore") + " into database "
                                + server.database() + (lock.alone() ? " still work" : " is running")
                                + "; wait until it has ended, then look at what it left");
            }
            lock = tryLock(tried);
        }
    }

    private Lock tryLock(String tried) {
        return session.query(tried, row -> new Lock(row.bool("alone"), row.bool("quiet")))
                .get(0);
    }

    /**
     * What could be locked.
     *
     * @param alone whether no other session has the lock of a restore
     * @param quiet whether no session works for one
     */
    private record Lock(boolean alone, boolean quiet) {}

    /**
     * A statement for a session that works for the restore that has the lock of another database, whose name this one is
     * to get: seen from everywhere, and also when the session that has that lock was ended.
     */
    public static String worksForRestoreOf(String database) {
        return worksForRestore() + " SELECT pg_catalog.pg_advisory_lock_shared(1684175475, pg_catalog.hashtext("
                + SqlText.literal(database) + "));";
    }

    /** A statement for a session that works for the restore that has the lock. */
    public static String worksForRestore() {
        return "SELECT pg_catalog.pg_advisory_lock_shared" + WORKERS + ";";
    }

    /** Fails if something is in the way of a restore into an empty database, because it was made meanwhile. */
    public void mustBeEmpty(List<UserObject> objects) {
        List<UserObject> inTheWay = inTheWay(objects);
        if (!inTheWay.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "database " + server.database() + " is not empty: it has " + named(inTheWay)
                            + "; restore with drop (--drop), which drops everything in it, or into an empty database");
        }
    }

    /** What makes a database one that is not empty: extensions and empty schemas do not, since platforms make them. */
    public static List<UserObject> inTheWay(List<UserObject> objects) {
        return objects.stream()
                .filter(object ->
                        !object.noun().equals("extension") && !object.noun().equals("empty schema"))
                .toList();
    }

    /** Fails if something cannot be dropped, because it was made meanwhile. */
    public void mustBeDroppable(List<UserObject> objects) {
        for (Finding finding : undroppable(objects)) {
            throw new SnapshotException(finding.code(), finding.text());
        }
    }

    /** What the role may not drop. */
    public List<Finding> undroppable(List<UserObject> objects) {
        List<UserObject> firm =
                objects.stream().filter(object -> !object.droppable()).toList();
        if (firm.isEmpty()) {
            return List.of();
        }
        return List.of(Finding.blocks(
                        ErrorCode.PRIVILEGE,
                        "role " + server.user() + " may not drop what other roles own in database " + server.database(),
                        "restore as their owner or as superuser")
                .naming(firm.stream().map(UserObject::described).toList()));
    }

    /** A subscription that has a slot at its publisher cannot be dropped in a transaction, and leaves the slot there. */
    public List<Finding> subscriptions() {
        List<String> names = session.query("""
            SELECT pg_catalog.format('%I', subname) AS name FROM pg_catalog.pg_subscription
            WHERE subslotname IS NOT NULL AND subdbid =
                (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
            """, row -> row.text("name"));
        if (names.isEmpty()) {
            return List.of();
        }
        return List.of(Finding.blocks(
                        ErrorCode.CONFLICT,
                        "database " + server.database()
                                + " has subscriptions, which cannot be dropped in a transaction",
                        "drop them first, or take their slots away with ALTER SUBSCRIPTION ... DISABLE and"
                                + " SET (slot_name = NONE)")
                .naming(names));
    }

    /** Subscribers elsewhere stop where a publication is gone, and do not follow a table that is made anew. */
    public List<Finding> subscribers() {
        List<String> slots = session.query("""
            SELECT pg_catalog.format('slot %I', slot_name) AS name FROM pg_catalog.pg_replication_slots
            WHERE slot_type = 'logical' AND database = pg_catalog.current_database() ORDER BY 1
            """, row -> row.text("name"));
        if (slots.isEmpty()) {
            return List.of();
        }
        return List.of(Finding.warning(
                        "logical replication reads database " + server.database()
                                + ", and its subscribers do not follow when tables are dropped and made anew",
                        "set them up anew afterwards")
                .naming(slots));
    }

    /** The first of them by name. */
    public static String named(List<UserObject> objects) {
        String first = objects.stream().limit(NAMED).map(UserObject::described).collect(Collectors.joining(", "));
        return objects.size() <= NAMED ? first : first + " and " + (objects.size() - NAMED) + " more";
    }
}
