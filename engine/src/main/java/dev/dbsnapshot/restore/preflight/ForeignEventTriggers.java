package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.util.List;
import java.util.Set;

/**
 * Event triggers that an extension has: they are not dropped with what users made, and fire on whatever a restore does.
 * Those that users made are dropped first, or stop the restore if the role may not. What they forbid no catalog tells:
 * it is tried, in a transaction that is rolled back.
 */
public final class ForeignEventTriggers {

    /** Replica role avoids those that fire only at the origin. */
    private static final String SQL = """
        SELECT pg_catalog.format('%I of extension %I', t.evtname, e.extname) AS name,
            pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_try
        FROM pg_catalog.pg_event_trigger t
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass
            AND d.objid = t.oid AND d.deptype = 'e'
        JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
        WHERE t.evtenabled IN ('O', 'A')
        ORDER BY 1
        """;

    private static final String ATTEMPT = """
        CREATE SCHEMA db_snapshot_attempt;
        CREATE SEQUENCE db_snapshot_attempt.s;
        CREATE TYPE db_snapshot_attempt.e AS ENUM ('a');
        CREATE FUNCTION db_snapshot_attempt.f() RETURNS pg_catalog.int4 LANGUAGE sql AS 'SELECT 1';
        CREATE TABLE db_snapshot_attempt.t (i pg_catalog.int4);
        ALTER TABLE db_snapshot_attempt.t ADD PRIMARY KEY (i);
        CREATE INDEX t_i ON db_snapshot_attempt.t (i);
        COMMENT ON TABLE db_snapshot_attempt.t IS 'attempt';
        CREATE VIEW db_snapshot_attempt.v AS SELECT i FROM db_snapshot_attempt.t;
        CREATE MATERIALIZED VIEW db_snapshot_attempt.m AS SELECT i FROM db_snapshot_attempt.t;
        DROP VIEW db_snapshot_attempt.v;
        DROP MATERIALIZED VIEW db_snapshot_attempt.m;
        DROP TABLE db_snapshot_attempt.t;
        DROP SCHEMA db_snapshot_attempt CASCADE\
        """;

    private ForeignEventTriggers() {}

    /** Those that there are, and whether they let a restore do what it does; outside of a transaction. */
    public static List<Finding> findings(RestoreJob job, RestorePath path) {
        boolean elsewhere = job.options().strategy() == RestoreStrategy.SWAP && path == RestorePath.DROP_AND_RESTORE;
        if (path == RestorePath.DATA_ONLY || path == RestorePath.REFUSED || elsewhere) {
            return List.of();
        }
        boolean[] mayTry = {false};
        List<String> names = job.session().query(SQL, row -> {
            mayTry[0] = row.bool("may_try");
            return row.text("name");
        });
        if (names.isEmpty()) {
            return List.of();
        }
        boolean tries =
                mayTry[0] && path != RestorePath.ADDITION && !job.server().inRecovery();
        return List.of((tries ? attempt(job) : warning()).naming(names));
    }

    private static Finding warning() {
        return Finding.warning(
                "event triggers fire while the restore makes and drops objects, and an error of theirs ends it",
                "have their owner disable them if it does");
    }

    private static Finding attempt(RestoreJob job) {
        StringBuilder sql = new StringBuilder("BEGIN READ WRITE;\n");
        for (UserObject object : UserObjects.read(job.session(), Set.of(), Set.of())) {
            if (object.noun().equals("event trigger") && object.droppable()) {
                sql.append(object.drop()).append(";\n");
            }
        }
        try {
            job.session().execute(sql + ATTEMPT);
            return warning();
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.SERVER && e.code() != ErrorCode.PRIVILEGE) {
                throw e;
            }
            return Finding.blocks(
                    e.code(),
                    "event triggers forbid what the restore does (an attempt that was rolled back ended with: "
                            + e.getMessage() + ")",
                    "have their owner disable them (ALTER EVENT TRIGGER ... DISABLE) until it is done");
        } finally {
            job.session().execute("ROLLBACK");
        }
    }
}
