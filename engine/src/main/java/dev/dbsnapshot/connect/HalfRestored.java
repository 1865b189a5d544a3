package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/**
 * By what anybody sees that a restore by several transactions has not ended: a schema stays as a mark of one into an
 * empty database until it has, a setting of the database as that of one which replaces what was there, and all sessions
 * that work for one hold an advisory lock.
 */
public final class HalfRestored {

    /** The name of the schema. */
    public static final String SCHEMA = "db_snapshot_unfinished_restore";

    /** How the value of the setting begins, which is application_name. */
    public static final String MARK = "db-snapshot: restore ";

    /** Whether {@code c.item} of a setting is the mark, as an expression. */
    public static final String IS_MARK = "pg_catalog.starts_with(c.item, 'application_name=" + MARK + "')";

    /** The advisory lock: the first four letters of the program's name, and a number. */
    public static final String WORKERS = "(1684175475, 2)";

    /** Whether the database of a session is half restored, as an expression. */
    static final String SQL = """
        EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '%s')
            OR EXISTS (SELECT 1 FROM pg_catalog.pg_locks WHERE locktype = 'advisory'
                AND (classid, objid, objsubid) = (1684175475, 2, 2) AND database =
                    (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
            OR EXISTS (SELECT 1 FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c (item)
                WHERE s.setdatabase =
                    (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AND %s)
        """.formatted(SCHEMA, IS_MARK);

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
