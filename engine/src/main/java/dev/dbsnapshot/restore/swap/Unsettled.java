package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** A failure after which the journal holds something to finish or revert. */
final class Unsettled {

    private static final String REMEDY = ": run db-snapshot recover";

    private Unsettled() {}

    /**
     * The failure that also tells what is left.
     *
     * @param reason what failed first, which gives the code
     * @param left what is not as it should be, in words
     */
    static SnapshotException because(RuntimeException reason, String left) {
        SnapshotException known = reason instanceof SnapshotException failure ? failure : null;
        String message = String.valueOf(reason.getMessage());
        String first = message.endsWith(REMEDY) ? message.substring(0, message.length() - REMEDY.length()) : message;
        return new SnapshotException(
                known == null ? ErrorCode.SERVER : known.code(),
                first + "; " + left + REMEDY,
                reason,
                known == null ? null : known.sqlState().orElse(null));
    }
}
