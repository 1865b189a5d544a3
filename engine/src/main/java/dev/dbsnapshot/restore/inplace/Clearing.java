package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.replay.Statements;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Drops everything that users made in several transactions, because one cannot hold so many locks: event triggers
 * first, which would fire otherwise, then relations, some at a time, then large objects, and then the rest as
 * {@link CleanSlate} does. Not thread-safe.
 */
public final class Clearing {

    private static final int LARGE_OBJECTS = 1000;

    private final Sessions sessions;
    private final Session session;
    private final Progress progress;

    /** Empties the database of this session, which is in no transaction. */
    public Clearing(Sessions sessions, Session session, Progress progress) {
        this.sessions = sessions;
        this.session = session;
        this.progress = progress;
    }

    /** Does it, and returns how many objects were dropped, those that went with others not counted. */
    public int run() {
        progress.on(new Progress.PhaseStarted("drop"));
        int[] dropped = {0};
        session.execute("SET client_min_messages = warning");
        LockWaits.during(
                session,
                sessions,
                Duration.ZERO,
                progress,
                () -> dropped[0] = eventTriggers() + relations() + largeObjects() + rest());
        return dropped[0];
    }

    // One that raises an error would let nothing be dropped, neither now nor when whoever goes back tries again.
    private int eventTriggers() {
        List<UserObject> triggers = UserObjects.read(session, Set.of(), Set.of()).stream()
                .filter(object -> object.noun().equals("event trigger"))
                .toList();
        drop(triggers.stream()
                .map(trigger -> new Drop(trigger.described(), trigger.drop()))
                .toList());
        return triggers.size();
    }

    // Partitions and children before what they belong to, so that no statement takes many with it.
    private int relations() {
        List<Drop> drops = session.query("""
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, CASE c.relkind WHEN 'v' THEN 'VIEW'
                WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.oid >= 16384 AND c.relpersistence <> 't'
                AND n.nspname !~ '^pg_' AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype IN ('e', 'i') AND d.objid = c.oid
                    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
            ORDER BY c.relkind IN ('r', 'p', 'f'), c.relispartition DESC, c.relkind = 'p', c.oid DESC
            """, row -> Drop.relation(row.text("kind"), row.text("name")));
        drop(drops);
        return drops.size();
    }

    /** Some at a time: each message is one transaction. */
    private void drop(List<Drop> drops) {
        Statements statements = Statements.committing(session);
        drops.forEach(drop -> statements.add(CleanSlate.label(drop.object()), drop.sql()));
        statements.flush();
    }

    private int largeObjects() {
        int all = 0;
        int some;
        do {
            some = session.query(
                            "SELECT pg_catalog.count(pg_catalog.lo_unlink(oid))::pg_catalog.int4 AS dropped FROM"
                                    + " (SELECT oid FROM pg_catalog.pg_largeobject_metadata LIMIT"
                                    + " " + LARGE_OBJECTS + ") o",
                            row -> row.integer("dropped"))
                    .get(0);
            all += some;
        } while (some == LARGE_OBJECTS);
        return all;
    }

    private int rest() {
        Server server = Server.read(session);
        session.execute("BEGIN READ WRITE");
        Extensions extensions = Extensions.read(session, server);
        List<UserObject> objects = UserObjects.read(session, extensions.keptSchemas(), extensions.kept());
        new CleanSlate(session, server, progress).make(objects, extensions);
        session.execute("COMMIT");
        return objects.size();
    }

    private record Drop(String object, String sql) {

        static Drop relation(String kind, String name) {
            return new Drop(
                    kind.toLowerCase(Locale.ROOT) + " " + name, "DROP " + kind + " IF EXISTS " + name + " CASCADE");
        }
    }
}
