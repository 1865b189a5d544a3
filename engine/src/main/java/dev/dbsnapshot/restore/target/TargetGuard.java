package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Server;
import java.util.List;
import java.util.stream.Collectors;

/** What must be true of the target before anything in it is touched. */
public final class TargetGuard {

    /** Two restores into one database do not meet: the first four letters of the program's name, and a number. */
    private static final String ADVISORY_LOCK = "pg_catalog.pg_try_advisory_lock(1684175475, 1)";

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

    /** Takes the lock against a second restore into this database, which the session holds until it is closed. */
    public void mustBeAlone() {
        boolean alone = session.query("SELECT " + ADVISORY_LOCK + " AS alone", row -> row.bool("alone"))
                .get(0);
        if (!alone) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "another restore into database " + server.database()
                            + " is running; wait until it has ended, then look at what it left");
        }
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
                "role " + server.user() + " may not drop what other roles own in database " + server.database() + ": "
                        + named(firm),
                "restore as their owner or as superuser"));
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
                "database " + server.database() + " has subscriptions, which cannot be dropped in a transaction: "
                        + String.join(", ", names),
                "drop them first, or take their slots away with ALTER SUBSCRIPTION ... DISABLE and"
                        + " SET (slot_name = NONE)"));
    }

    /** The first of them by name. */
    public static String named(List<UserObject> objects) {
        String first = objects.stream().limit(NAMED).map(UserObject::described).collect(Collectors.joining(", "));
        return objects.size() <= NAMED ? first : first + " and " + (objects.size() - NAMED) + " more";
    }
}
