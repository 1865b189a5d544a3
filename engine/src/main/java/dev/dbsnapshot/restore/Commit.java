package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;

/**
 * The one moment in which a broken connection leaves open what happened: the server may have committed before its answer
 * was lost. Then a new session asks it ({@code txid_status}).
 */
final class Commit {

    private Commit() {}

    static void of(Session session, Sessions sessions, String transaction, String database) {
        try {
            session.execute("COMMIT");
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.CONNECTION_LOST) {
                throw Statements.failed("the end of the transaction", "COMMIT", e);
            }
            if (!committed(sessions, transaction, database, e)) {
                throw e;
            }
        }
    }

    private static boolean committed(Sessions sessions, String transaction, String database, SnapshotException lost) {
        try (Session other = sessions.open(SessionPurpose.RESTORE)) {
            String status = other.query(
                            "SELECT coalesce(pg_catalog.txid_status(" + transaction + "), 'unknown') AS status",
                            row -> row.text("status"))
                    .get(0);
            if (status.equals("committed") || status.equals("aborted")) {
                return status.equals("committed");
            }
            throw unknown(database, lost);
        } catch (SnapshotException e) {
            SnapshotException unknown = unknown(database, lost);
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    private static SnapshotException unknown(String database, SnapshotException lost) {
        return new SnapshotException(
                ErrorCode.CONNECTION_LOST,
                "the connection broke while the restore was being committed, and its outcome is unknown; look at"
                        + " database " + database + ": it is either as before, or completely restored",
                lost);
    }
}
