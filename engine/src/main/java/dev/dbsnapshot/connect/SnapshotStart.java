package dev.dbsnapshot.connect;

import org.jspecify.annotations.Nullable;

/**
 * How the transaction of a dump begins. Immutable.
 *
 * @param settings statements that every session runs before it begins, or {@code ""}
 * @param snapshot the name of a snapshot that another session exported, or {@code null} for a new one
 * @param deferrable whether to wait for a moment at which the snapshot cannot show an anomaly of serializable
 *     transactions ({@code --serializable-deferrable})
 */
public record SnapshotStart(String settings, @Nullable String snapshot, boolean deferrable) {

    /** A new snapshot of now. */
    public static final SnapshotStart NOW = new SnapshotStart("", null, false);

    String begin() {
        // With a snapshot that exists nothing is left to wait for.
        String isolation =
                deferrable && snapshot == null ? "SERIALIZABLE, READ ONLY, DEFERRABLE" : "REPEATABLE READ, READ ONLY";
        return "BEGIN; SET TRANSACTION ISOLATION LEVEL " + isolation
                + (snapshot == null ? "" : "; SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
    }
}
