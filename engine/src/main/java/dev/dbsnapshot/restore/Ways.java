package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.restore.dataonly.DataOnlyRestore;
import dev.dbsnapshot.restore.inplace.Addition;
import dev.dbsnapshot.restore.inplace.DropAndRestore;
import dev.dbsnapshot.restore.inplace.EmptyTarget;
import dev.dbsnapshot.restore.inplace.NoAtomicRestore;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.swap.SwapRestore;

/** Which class restores for which path and strategy: the one place where a way of restoring is plugged in. */
final class Ways {

    private Ways() {}

    /** The way for a path that is not {@link RestorePath#REFUSED}. */
    static RestoreWay of(RestorePath path, RestoreStrategy strategy) {
        return switch (path) {
            // There is nothing to keep beside, and nothing to lose.
            case EMPTY_TARGET -> new EmptyTarget();
            case DATA_ONLY -> strategy == RestoreStrategy.SWAP ? new SwapRestore() : new DataOnlyRestore();
            case DROP_AND_RESTORE ->
                switch (strategy) {
                    case IN_PLACE -> new DropAndRestore();
                    case SWAP -> new SwapRestore();
                    case NO_ATOMIC -> new NoAtomicRestore();
                };
            case ADDITION -> new Addition();
            case REFUSED -> throw new IllegalArgumentException("a refused restore has no way");
        };
    }
}
