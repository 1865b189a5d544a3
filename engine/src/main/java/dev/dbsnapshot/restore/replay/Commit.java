package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Pause;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import java.time.Duration;

/**
 * The one moment in which a broken connection leaves open what happened: the server may have committed before its answer
 * was lost. Then a new session asks it ({@code txid_status}).
 */
public final class Commit {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 250;

    /** invalid_parameter_value: "transaction ID ... is in the future". */
    private static final String IN_THE_FUTURE = "22023";

    private Commit() {}

    public static void of(Session session, Sessions sessions, String transaction, String database) {
        try {
            session.execute("COMMIT");
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.CONNECTION_LOST) {
                throw Statements.failed("the end of the transaction", "COMMIT", e);
            }
            if (!committed(sessions, transaction, database, e)) {
                throw new SnapshotException(ErrorCode.CONNECTION_LOST, String.valueOf(e.getMessage()), e)
                        .endingUnchanged(
                                "the restore was not committed, and database " + database + " is as it was before");
            }
        }
    }

    // The old session's process may need a moment to see that its client is gone, and a server that crashed needs one
    // to
    // come back: so this asks until it knows, for a while.
    private static boolean committed(Sessions sessions, String transaction, String database, SnapshotException lost) {
        SnapshotException unknown = unknown(database, lost);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            try (Session other = sessions.open(SessionPurpose.RESTORE)) {
                String status = status(other, transaction);
                if (!status.equals("in progress")) {
                    if (status.equals("committed") || status.equals("aborted")) {
                        return status.equals("committed");
                    }
                    throw unknown;
                }
            } catch (SnapshotException e) {
                if (e == unknown) {
                    throw unknown;
                }
                unknown.addSuppressed(e);
            }
        } while (System.nanoTime() < deadline && Pause.of(PAUSE_MILLIS));
        throw unknown;
    }

    private static String status(Session session, String transaction) {
        try {
            return session.query(
                            "SELECT coalesce(pg_catalog.txid_status(" + transaction + "), 'unknown') AS status",
                            row -> row.text("status"))
                    .get(0);
        } catch (SnapshotException e) {
            // A server that crashed and never wrote of the transaction has not committed it.
            if (e.sqlState().filter(IN_THE_FUTURE::equals).isPresent()) {
                return "aborted";
            }
            throw e;
        }
    }

    private static SnapshotException unknown(String database, SnapshotException lost) {
        return new SnapshotException(
                        ErrorCode.CONNECTION_LOST, "the connection broke while the restore was being committed", lost)
                .ending("its outcome is unknown: look at database " + database
                        + ", which is either as before, or completely restored");
    }
}
