package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.replay.Statements;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.Unfinished;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Empties a database that holds nothing but a part of a snapshot ({@link Unfinished}), by many small transactions: the
 * lock table bounds how much one may drop. If it is interrupted, whoever comes next goes on with it.
 */
public final class Emptying {

    private static final int LARGE_OBJECTS_AT_ONCE = 100;

    private Emptying() {}

    /**
     * Drops everything but what was there before, and last the mark.
     *
     * @param session an idle session
     * @param lockTimeout how long to wait for a lock, or zero for ever
     */
    public static void run(
            Sessions sessions,
            Session session,
            Server server,
            Unfinished mark,
            Duration lockTimeout,
            Progress progress) {
        session.execute("SET lock_timeout = " + lockTimeout.toMillis());
        LockWaits.during(session, sessions, lockTimeout, progress, () -> run(session, server, mark));
        session.execute("SET lock_timeout = 0");
    }

    private static void run(Session session, Server server, Unfinished mark) {
        Set<String> kept = new HashSet<>(Extensions.read(session, server).kept());
        kept.addAll(mark.extensions());
        List<String> schemas = session.query(
                "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <>"
                        + " 'information_schema'",
                row -> row.text("nspname"));
        // With all schemas kept, what is in them is listed one by one, and does not go with its schema at once.
        drop(session, UserObjects.read(session, new HashSet<>(schemas), kept));
        unlinkLargeObjects(session);
        Set<String> staying = new HashSet<>(mark.schemas());
        staying.add(Unfinished.SCHEMA);
        drop(session, UserObjects.read(session, staying, kept));
        new CleanSlate(session, server, Progress.NONE).restorePublic();
        Unfinished.unmark(session);
    }

    private static void drop(Session session, List<UserObject> objects) {
        Statements statements = Statements.committing(session);
        objects.stream()
                .filter(object -> !object.noun().equals("large objects"))
                .forEach(object -> statements.add(CleanSlate.label(object.described()), object.drop()));
        statements.flush();
    }

    private static void unlinkLargeObjects(Session session) {
        int unlinked;
        do {
            unlinked = session.query(
                            "SELECT pg_catalog.lo_unlink(oid) AS done FROM (SELECT oid FROM"
                                    + " pg_catalog.pg_largeobject_metadata LIMIT " + LARGE_OBJECTS_AT_ONCE
                                    + ") AS part",
                            row -> row.integer("done"))
                    .size();
        } while (unlinked == LARGE_OBJECTS_AT_ONCE);
    }
}
