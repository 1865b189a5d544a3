package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Session;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The transaction that makes a restore whole or nothing. It is read committed: what is done in it takes the strongest
 * locks there are, and then must see what others committed before. Whoever does not commit it lets it go with the
 * session. Not thread-safe.
 */
public final class RestoreTransaction {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

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
        if (ended(e)) {
            return partly(e);
        }
        SnapshotException named =
                namesNobody(e) ? e.saying(e.getMessage() + LockWaits.holders(job.session(), Set.of())) : e;
        return job.unchanged(named);
    }

    /** Whether somebody else's lock stopped it, at a place where nobody watched who has it. */
    private static boolean namesNobody(SnapshotException e) {
        return e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent()
                && !String.valueOf(e.getMessage()).startsWith("gave up ");
    }

    /**
     * Whether a statement of the archive ended the transaction before this failure: checking the archive finds what
     * stands there in the open, but settings of the session say how literals are read, and an archive may change them.
     */
    private boolean ended(SnapshotException reason) {
        boolean left = !job.session().inTransaction();
        if (left || reason.code() == ErrorCode.CONNECTION_LOST || reason.code() == ErrorCode.CANCELLED) {
            return left;
        }
        try {
            job.session().execute("ROLLBACK");
            // COMMIT AND CHAIN leaves the session in a transaction, but in another one.
            return job.session()
                    .query(
                            "SELECT coalesce(pg_catalog.txid_status(" + id + ") = 'committed', false) AS committed",
                            row -> row.bool("committed"))
                    .get(0);
        } catch (SnapshotException e) {
            reason.addSuppressed(e); // The connection is lost, and with it whatever was not committed.
            return false;
        }
    }

    private SnapshotException partly(SnapshotException e) {
        return new SnapshotException(
                        ErrorCode.ARCHIVE,
                        String.valueOf(e.getMessage()),
                        e,
                        e.sqlState().orElse(null))
                .ending("a statement of the archive ended the transaction before: database "
                        + job.server().database()
                        + " may be restored in part; take it back with db-snapshot undo if there is a safety snapshot,"
                        + " and use another archive");
    }

    /**
     * Commits it, from which moment on nothing can be cancelled any more. If the connection breaks in this moment, a new
     * session asks the server what became of it.
     */
    private void commit() {
        // Whatever the archive's SQL did: it must not have ended the transaction that makes this all or nothing.
        if (!id.equals(current(job.session()))) {
            throw partly(new SnapshotException(
                    ErrorCode.ARCHIVE, "the restore came to its end in another transaction than it began in"));
        }
        job.interruption().close();
        Commit.of(job.session(), job.sessions(), id, job.server().database());
    }

    private static String current(Session session) {
        return session.query("SELECT pg_catalog.txid_current()::pg_catalog.text AS id", row -> row.text("id"))
                .get(0);
    }
}
