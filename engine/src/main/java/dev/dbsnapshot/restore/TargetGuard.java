package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must be true of the target before anything in it is touched. */
final class TargetGuard {

    /** Two restores into one database do not meet: the first four letters of the program's name, and a number. */
    private static final String ADVISORY_LOCK = "pg_catalog.pg_try_advisory_xact_lock(1684175475, 1)";

    private static final int NAMED = 5;

    private final Session session;
    private final Server server;

    TargetGuard(Session session, Server server) {
        this.session = session;
        this.server = server;
    }

    void mustBeWritable() {
        if (server.inRecovery()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "cannot restore into database " + server.database()
                            + ": the server is a standby, which only follows; connect to its primary");
        }
    }

    /** Must be called inside the transaction. */
    void mustBeAlone() {
        boolean alone = session.query("SELECT " + ADVISORY_LOCK + " AS alone", row -> row.bool("alone"))
                .get(0);
        if (!alone) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "another restore into database " + server.database()
                            + " is running; wait until it has ended, then look at what it left");
        }
    }

    void mustBeEmpty(List<UserObject> objects) {
        List<UserObject> inTheWay = objects.stream()
                .filter(object -> !object.noun().equals("extension"))
                .toList();
        if (!inTheWay.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "database " + server.database() + " is not empty: it has " + named(inTheWay)
                            + "; restore with drop (--drop), which drops everything in it, or into an empty database");
        }
    }

    void mustBeDroppable(List<UserObject> objects) {
        List<UserObject> firm =
                objects.stream().filter(object -> !object.droppable()).toList();
        if (!firm.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.PRIVILEGE,
                    "role " + server.user() + " may not drop what other roles own in database " + server.database()
                            + ": " + named(firm) + "; restore as their owner or as superuser");
        }
    }

    /** A subscription that has a slot at its publisher cannot be dropped in a transaction, and leaves the slot there. */
    void mustHaveNoSubscription() {
        List<String> names = session.query("""
                SELECT pg_catalog.format('%I', subname) AS name FROM pg_catalog.pg_subscription
                WHERE subslotname IS NOT NULL AND subdbid =
                    (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                """, row -> row.text("name"));
        if (!names.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "database " + server.database() + " has subscriptions, which cannot be dropped in a transaction: "
                            + String.join(", ", names)
                            + "; drop them first, or take their slots away with ALTER SUBSCRIPTION ... DISABLE and"
                            + " SET (slot_name = NONE)");
        }
    }

    /** Tablespaces cannot be made on the way, and a restore that leaves them out would be another one. */
    void mustHaveTablespaces(Toc toc) {
        Set<String> missing = toc.entries().stream()
                .map(TocEntry::tablespace)
                .filter(name -> name != null && !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            session.query("SELECT spcname FROM pg_catalog.pg_tablespace", row -> row.text("spcname"))
                    .forEach(missing::remove);
        }
        if (!missing.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "the archive needs tablespaces that the server does not have: " + String.join(", ", missing)
                            + "; create them first");
        }
    }

    private static String named(List<UserObject> objects) {
        String first = objects.stream().limit(NAMED).map(UserObject::described).collect(Collectors.joining(", "));
        return objects.size() <= NAMED ? first : first + " and " + (objects.size() - NAMED) + " more";
    }
}
