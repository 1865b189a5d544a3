package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.time.Duration;
import java.util.List;

/**
 * Drops everything that users made in several transactions, because one cannot hold so many locks: relations first, some
 * at a time, then large objects, and then the rest as {@link CleanSlate} does. Not thread-safe.
 */
public final class Clearing {

    private static final int RELATIONS = 100;
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
        LockWaits.during(
                session, sessions, Duration.ZERO, progress, () -> dropped[0] = relations() + largeObjects() + rest());
        return dropped[0];
    }

    // Partitions and children before what they belong to, so that no statement takes many with it.
    private int relations() {
        List<String> drops = session.query("""
            SELECT pg_catalog.format('DROP %s IF EXISTS %I.%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW'
                WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, n.nspname, c.relname) AS drop
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.oid >= 16384 AND c.relpersistence <> 't'
                AND n.nspname !~ '^pg_' AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype IN ('e', 'i') AND d.objid = c.oid
                    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
            ORDER BY c.relkind IN ('r', 'p', 'f'), c.relispartition DESC, c.relkind = 'p', c.oid DESC
            """, row -> row.text("drop"));
        for (int from = 0; from < drops.size(); from += RELATIONS) {
            session.execute("BEGIN READ WRITE; SET LOCAL client_min_messages = warning; "
                    + String.join("; ", drops.subList(from, Math.min(drops.size(), from + RELATIONS))) + "; COMMIT");
        }
        return drops.size();
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
}
