package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;

/**
 * What the role may do beyond what an owner may.
 *
 * @param superuser whether it may do everything
 * @param seesAllRows whether no policy binds it
 * @param replica whether it may set session_replication_role, which a superuser can grant from 15 on
 */
record Powers(boolean superuser, boolean seesAllRows, boolean replica) {

    /** Asks, and tries; inside a transaction, in which nothing of it remains. */
    static Powers probe(Session session) {
        boolean replica = maySetReplica(session);
        return session.query(
                        "SELECT rolsuper, rolsuper OR rolbypassrls AS sees FROM pg_catalog.pg_roles"
                                + " WHERE rolname = current_user",
                        row -> new Powers(row.bool("rolsuper"), row.bool("sees"), replica))
                .get(0);
    }

    private static boolean maySetReplica(Session session) {
        session.execute("SAVEPOINT db_snapshot_probe");
        boolean may = true;
        try {
            session.execute("SET LOCAL session_replication_role = replica");
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.PRIVILEGE) {
                throw e;
            }
            may = false;
        }
        session.execute("ROLLBACK TO SAVEPOINT db_snapshot_probe; RELEASE SAVEPOINT db_snapshot_probe");
        return may;
    }
}
