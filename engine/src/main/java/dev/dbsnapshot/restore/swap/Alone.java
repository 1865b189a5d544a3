package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.target.TargetGuard;
import org.jspecify.annotations.Nullable;

/**
 * Whether nobody else has restored into the old database while the new one was filled. The session that has the lock
 * against that has nothing to do meanwhile, and may be ended by an administrator, a timeout or a firewall. Not
 * thread-safe.
 */
final class Alone implements AutoCloseable {

    /** Every way of restoring makes tables, or gives them new files. */
    private static final String FILES = """
        SELECT coalesce(pg_catalog.md5(pg_catalog.string_agg(oid || ' ' || relfilenode, ',' ORDER BY oid)), '') AS files
        FROM pg_catalog.pg_class
        WHERE oid >= 16384 AND relkind IN ('r', 'm', 'p', 'S') AND relpersistence <> 't'
        """;

    private final RestoreJob job;
    private final long oid;
    private final String files;
    private @Nullable Session again;

    /** Notes what there is, while the lock is held. */
    Alone(RestoreJob job, long oid) {
        this.job = job;
        this.oid = oid;
        this.files = files(job.session());
    }

    /**
     * Makes sure, and takes the lock again if it was lost.
     *
     * @param databases those of the server
     * @throws SnapshotException (CONFLICT) if somebody else was there
     */
    void mustStillBe(Databases databases) {
        String database = job.server().database();
        if (databases.require(database).oid() != oid) {
            throw lost("another database has its name now");
        }
        try {
            job.session().execute("SELECT 1");
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.CONNECTION_LOST) {
                throw e;
            }
            again = job.sessions().open(SessionPurpose.RESTORE);
            new TargetGuard(again, job.server()).mustBeAloneAgain();
            if (!files(again).equals(files)) {
                throw lost("tables of it were made, dropped or rewritten since");
            }
        }
    }

    private SnapshotException lost(String how) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                "somebody else was at database " + job.server().database() + " while the new one was filled: " + how
                        + ", and the session that kept other restores away was ended; nothing was exchanged: look"
                        + " whether another restore has run, and start again");
    }

    private static String files(Queries session) {
        return session.query(FILES, row -> row.text("files")).get(0);
    }

    /** Lets go of the old database. */
    @Override
    public void close() {
        Session other = again;
        if (other != null) {
            other.close();
        }
    }
}
