package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.restore.replay.Failed;

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
        SnapshotException failed = Failed.of(reason);
        boolean told =
                failed.outcome().filter(outcome -> outcome.endsWith(REMEDY)).isPresent();
        return failed.ending(told ? left : left + REMEDY);
    }
}
