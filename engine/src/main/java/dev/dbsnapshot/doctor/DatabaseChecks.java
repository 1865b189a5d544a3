package dev.dbsnapshot.doctor;

import dev.dbsnapshot.api.Check;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Logs in to a database and looks whether the role may back it up and restore it. Changes nothing. */
public final class DatabaseChecks {

    private static final int NEWEST_MAJOR = 18;
    private static final int SHOWN = 3;
    private static final String REMEDY = "run what 'db-snapshot doctor --print-grants' prints";

    private final List<Check> checks = new ArrayList<>();

    private DatabaseChecks() {}

    /**
     * Looks at everything.
     *
     * @param sessions how to log in
     * @param restores whether the rights for a restore are wanted, too
     * @return what was found
     * @throws dev.dbsnapshot.api.SnapshotException if the server cannot be reached or refuses the login
     */
    public static DatabaseReport run(Sessions sessions, boolean restores) {
        try (Session session = sessions.open(SessionPurpose.DUMP)) {
            DatabaseChecks checks = new DatabaseChecks();
            Rights rights = Rights.read(session);
            checks.server(session, Server.read(session), restores);
            checks.backup(rights);
            if (restores) {
                checks.dataOnly(rights);
                checks.drop(rights, UserObjects.read(session, Set.of(), Set.of()));
                checks.swap(rights);
            }
            return new DatabaseReport(checks.checks, new GrantScript(rights).lines(restores), rights.bytes());
        }
    }

    private void server(Session session, Server server, boolean restores) {
        checks.add(Check.pass(
                "login",
                "role " + server.user() + (server.superuser() ? " (superuser)" : "") + ", database " + server.database()
                        + ", round trip " + session.roundTrip().toMillis() + " ms"));
        String version = "PostgreSQL " + server.version().text() + ", encoding " + server.encoding();
        if (server.version().major() > NEWEST_MAJOR) {
            checks.add(Check.warning(
                    "server",
                    version + ", newer than what this was tested with (" + Sessions.OLDEST_MAJOR + " to " + NEWEST_MAJOR
                            + ")",
                    "take a newer db-snapshot"));
        } else if (server.inRecovery() && restores) {
            checks.add(Check.fail("server", version + ", a standby, which takes no restore", "name the primary"));
        } else {
            checks.add(Check.pass("server", version));
        }
    }

    private void backup(Rights rights) {
        String name = "privileges: create";
        List<String> missing = new ArrayList<>();
        if (!rights.unreadable().isEmpty()) {
            missing.add("may not read " + list(rights.unreadable()));
        }
        if (!rights.hidden().isEmpty()) {
            missing.add("does not see all rows of " + list(rights.hidden()) + " (row security)");
        }
        if (rights.closedObjects() > 0) {
            missing.add("may not read " + rights.closedObjects() + " large objects");
        }
        checks.add(
                missing.isEmpty()
                        ? Check.pass(name, "role " + rights.role() + " may read all of " + rights.tables() + " tables")
                        : Check.fail(name, "role " + rights.role() + " " + String.join(", ", missing), REMEDY));
    }

    private void dataOnly(Rights rights) {
        String name = "privileges: restore, data only";
        List<String> foreign = new ArrayList<>();
        if (!rights.foreign().isEmpty()) {
            foreign.add(list(rights.foreign()));
        }
        if (rights.foreignObjects() > 0) {
            foreign.add(rights.foreignObjects() + " large objects");
        }
        checks.add(
                foreign.isEmpty()
                        ? Check.pass(name, "role " + rights.role() + " owns all tables, sequences and large objects")
                        : Check.fail(
                                name, "role " + rights.role() + " does not own " + String.join(", ", foreign), REMEDY));
    }

    private void drop(Rights rights, List<UserObject> objects) {
        String name = "privileges: restore --drop";
        List<String> missing = new ArrayList<>();
        List<String> kept = objects.stream()
                .filter(object -> !object.droppable())
                .map(UserObject::described)
                .toList();
        if (!kept.isEmpty()) {
            missing.add("may not drop " + list(kept));
        }
        boolean schemas = objects.stream().anyMatch(object -> object.noun().equals("schema"));
        if (!rights.createsSchemas() && schemas) {
            missing.add("may not make schemas in database " + rights.database());
        }
        if (!rights.createsInPublic()) {
            missing.add("may not make anything in schema public");
        }
        checks.add(
                missing.isEmpty()
                        ? Check.pass(name, "role " + rights.role() + " may drop and make everything there is")
                        : Check.fail(
                                name,
                                "role " + rights.role() + " " + String.join(", ", missing),
                                REMEDY + ", or let a superuser restore"));
    }

    private void swap(Rights rights) {
        String name = "privileges: restore --strategy swap";
        checks.add(
                rights.createsDatabases() && rights.ownsDatabase()
                        ? Check.pass(name, "role " + rights.role() + " owns the database and may make others")
                        : Check.warning(
                                name,
                                "role " + rights.role()
                                        + (rights.createsDatabases()
                                                ? " does not own the database, as " + rights.owner() + " does"
                                                : " may not make databases (CREATEDB)"),
                                "restore in place, or see 'db-snapshot doctor --print-grants'"));
    }

    private static String list(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
