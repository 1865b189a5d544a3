package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/**
 * By what anybody sees that a restore by several transactions has not ended: a schema stays as a mark of one into an
 * empty database until it has, and all sessions that work for one hold an advisory lock.
 */
public final class HalfRestored {

    /** The name of the schema. */
    public static final String SCHEMA = "db_snapshot_unfinished_restore";

    /** The advisory lock: the first four letters of the program's name, and a number. */
    public static final String WORKERS = "(1684175475, 2)";

    /** Whether the database of a session is half restored, as an expression. */
    static final String SQL = """
        EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '%s')
            OR EXISTS (SELECT 1 FROM pg_catalog.pg_locks WHERE locktype = 'advisory'
                AND (classid, objid, objsubid) = (1684175475, 2, 2) AND database =
                    (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
        """.formatted(SCHEMA);

    private HalfRestored() {}

    /** Why such a database is not backed up: the snapshot would hold a part of another one. */
    public static SnapshotException notBackedUp(String database) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                "database " + database + " is not backed up, because a restore into it has not ended, so that it holds"
                        + " only a part of what it should: wait for its end, or run db-snapshot recover for this"
                        + " database if it was interrupted");
    }
}
