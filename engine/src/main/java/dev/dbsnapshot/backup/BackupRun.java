package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** One run of a backup. */
public final class BackupRun {

    private final BackupRequest request;

    public BackupRun(BackupRequest request) {
        this.request = request;
    }

    /** Runs it. */
    public BackupResult run() {
        return notYet();
    }

    private BackupResult notYet() {
        throw new SnapshotException(ErrorCode.UNSUPPORTED, "backup is not built yet: " + request.target());
    }
}
