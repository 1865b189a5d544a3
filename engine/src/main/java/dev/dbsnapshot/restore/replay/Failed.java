package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** A restore failed, by whatever: somebody is about to tell what became of the database. */
public final class Failed {

    private Failed() {}

    /** The failure itself, or one that tells of it where it is a defect of this program or of the JDK. */
    public static SnapshotException of(Throwable reason) {
        return reason instanceof SnapshotException known
                ? known
                : new SnapshotException(ErrorCode.SERVER, String.valueOf(reason.getMessage()), reason);
    }
}
