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
import java.util.stream.Stream;

/**
 * Drops everything that users made in several transactions, because one cannot hold so many locks: event triggers
 * first, which would fire otherwise, then relations, some at a time, then large objects, and then the rest as
 * {@link CleanSlate} does. Not thread-safe.
 */
public final class Clearing {

    private static final int LARGE_OBJECTS = 1000;
    private static final int AT_ONCE = 100;

    private final Sessions sessions;
    private final Session session;
    private final Duration lockTimeout;
    private final Progress progress;

    /**
     * Empties the database of this session, which is in no transaction.
     *
     * @param lockTimeout how long to wait for a lock, or zero for ever
     */
    public Clearing(Sessions sessions, Session session, Duration lockTimeout, Progress progress) {
        this.sessions = sessions;
        this.session = session;
        this.lockTimeout = lockTimeout;
        this.progress = progress;
    }

    /**
     * Takes every lock on relations that {@link #run} wants, some at a time, and lets go of it again: whoever is in the
     * way all the time is so before something is destroyed.
     */
    public void mustBeFree() {
        // Those that users made do not fire when the relations are dropped either.
        List<String> before = Stream.concat(
                        Stream.of("BEGIN READ WRITE"),
                        userEventTriggers().stream().map(UserObject::drop))
                .toList();
        List<String> locks = relations().stream().map(Drop::lock).toList();
        waiting(() -> {
            for (int from = 0; from < locks.size(); from += AT_ONCE) {
                List<String> some = locks.subList(from, Math.min(from + AT_ONCE, locks.size()));
                session.execute(String.join(";\n", before) + ";\n" + String.join(";\n", some) + ";\nROLLBACK");
            }
        });
    }

    /** Does it, and returns how many objects were dropped, those that went with others not counted. */
    public int run() {
        progress.on(new Progress.PhaseStarted("drop"));
        int[] dropped = {0};
        waiting(() -> dropped[0] = dropEventTriggers() + dropRelations() + largeObjects() + rest());
        return dropped[0];
    }

    private void waiting(Runnable work) {
        session.execute("SET client_min_messages = warning; SET lock_timeout = " + lockTimeout.toMillis());
        LockWaits.during(session, sessions, lockTimeout, progress, work);
    }

    // One that raises an error would let nothing be dropped, neither now nor when whoever goes back tries again.
    private int dropEventTriggers() {
        List<UserObject> triggers = userEventTriggers();
        drop(triggers.stream()
                .map(trigger -> new Drop(trigger.described(), trigger.drop(), ""))
                .toList());
        return triggers.size();
    }

    private List<UserObject> userEventTriggers() {
        return UserObjects.read(session, Set.of(), Set.of()).stream()
                .filter(object -> object.noun().equals("event trigger"))
                .toList();
    }

    private int dropRelations() {
        List<Drop> drops = relations();
        drop(drops);
        return drops.size();
    }

    // Partitions and children before what they belong to, so that no statement takes many with it.
    private List<Drop> relations() {
        return session.query("""
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
                pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) AS owner, CASE c.relkind WHEN 'v' THEN 'VIEW'
                WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.oid >= 16384 AND c.relpersistence <> 't'
                AND n.nspname !~ '^pg_' AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype IN ('e', 'i') AND d.objid = c.oid
                    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
            ORDER BY c.relkind IN ('r', 'p', 'f'), c.relispartition DESC, c.relkind = 'p', c.oid DESC
            """, row -> Drop.relation(row.text("kind"), row.text("name"), row.text("owner")));
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

    /**
     * What is dropped.
     *
     * @param lock takes the same lock and changes nothing: LOCK takes neither materialized views nor foreign tables
     */
    private record Drop(String object, String sql, String lock) {

        static Drop relation(String kind, String name, String owner) {
            return new Drop(
                    kind.toLowerCase(Locale.ROOT) + " " + name,
                    "DROP " + kind + " IF EXISTS " + name + " CASCADE",
                    "ALTER TABLE IF EXISTS " + name + " OWNER TO " + owner);
        }
    }
}
