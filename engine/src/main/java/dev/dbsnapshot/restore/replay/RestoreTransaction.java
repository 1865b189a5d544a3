package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import java.util.function.Supplier;

/**
 * The transaction that makes a restore whole or nothing. It is read committed: what is done in it takes the strongest
 * locks there are, and then must see what others committed before. Whoever does not commit it lets it go with the
 * session. Not thread-safe.
 */
public final class RestoreTransaction {

    private final RestoreJob job;
    private final String id;

    private RestoreTransaction(RestoreJob job, String id) {
        this.job = job;
        this.id = id;
    }

    static RestoreTransaction begin(RestoreJob job) {
        job.session()
                .execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = "
                        + job.options().lockTimeout().toMillis());
        return new RestoreTransaction(job, current(job.session()));
    }

    /**
     * Does the work and commits it.
     *
     * @throws SnapshotException that says that nothing was changed, if the work failed
     */
    public <T> T run(Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (SnapshotException e) {
            throw unchanged(e);
        }
        commit();
        return result;
    }

    private SnapshotException unchanged(SnapshotException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("nothing was ")
                ? e
                : new SnapshotException(
                        e.code(),
                        message + "; nothing was changed in database "
                                + job.server().database(),
                        e,
                        e.sqlState().orElse(null));
    }

    /**
     * Commits it, from which moment on nothing can be cancelled any more. If the connection breaks in this moment, a new
     * session asks the server what became of it.
     */
    private void commit() {
        // Whatever the archive's SQL did: it must not have ended the transaction that makes this all or nothing.
        if (!id.equals(current(job.session()))) {
            throw new SnapshotException(
                    ErrorCode.ARCHIVE,
                    "a statement of the archive ended the transaction; look at database "
                            + job.server().database() + ", which may be restored in part");
        }
        job.interruption().close();
        Commit.of(job.session(), job.sessions(), id, job.server().database());
    }

    private static String current(Session session) {
        return session.query("SELECT pg_catalog.txid_current()::pg_catalog.text AS id", row -> row.text("id"))
                .get(0);
    }
}
