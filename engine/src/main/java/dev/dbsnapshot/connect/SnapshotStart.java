package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import org.jspecify.annotations.Nullable;

/**
 * How the transaction of a dump begins. Immutable.
 *
 * @param role what every session sets as its role before it begins, or {@code null}
 * @param settings statements that every session runs before it begins, or {@code ""}
 * @param snapshot the name of a snapshot that another session exported, or {@code null} for a new one
 * @param deferrable whether to wait for a moment at which the snapshot cannot show an anomaly of serializable
 *     transactions ({@code --serializable-deferrable})
 */
public record SnapshotStart(
        @Nullable String role, String settings, @Nullable String snapshot, boolean deferrable) {

    /** A new snapshot of now. */
    public static final SnapshotStart NOW = new SnapshotStart(null, "", null, false);

    /** Makes a new session ready, before its transaction begins. */
    void prepare(Session session) {
        if (role != null) {
            try {
                session.execute("SET ROLE \"" + role.replace("\"", "\"\"") + "\"");
            } catch (SnapshotException e) {
                throw explained(
                        e,
                        "cannot become the role " + role + " of --role",
                        "name a role that exists, and that the user of the connection is a member of");
            }
        }
        if (!settings.isEmpty()) {
            session.execute(settings);
        }
    }

    /** Begins the transaction. */
    void beginOn(Session session) {
        try {
            session.execute(begin());
        } catch (SnapshotException e) {
            if (snapshot == null) {
                throw e;
            }
            throw explained(
                    e,
                    "cannot look through the snapshot " + snapshot + " of --snapshot",
                    "take one that pg_export_snapshot() returned in this database, and keep its transaction open"
                            + " until the backup has ended");
        }
    }

    /** A server that went away says enough; what it refused is told with the option. */
    private static SnapshotException explained(SnapshotException e, String what, String next) {
        if (e.code() != ErrorCode.SERVER && e.code() != ErrorCode.PRIVILEGE) {
            return e;
        }
        String message = what + " (" + e.getMessage() + "): " + next;
        return e.saying(message);
    }

    private String begin() {
        // With a snapshot that exists nothing is left to wait for.
        String isolation =
                deferrable && snapshot == null ? "SERIALIZABLE, READ ONLY, DEFERRABLE" : "REPEATABLE READ, READ ONLY";
        return "BEGIN; SET TRANSACTION ISOLATION LEVEL " + isolation
                + (snapshot == null ? "" : "; SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
    }
}
