package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.SnapshotException;

/** One run of a restore. */
public final class RestoreRun {

    private final RestoreRequest request;

    public RestoreRun(RestoreRequest request) {
        this.request = request;
    }

    /** Runs it. */
    public RestoreResult run() {
        return notYet();
    }

    private RestoreResult notYet() {
        throw new SnapshotException(ErrorCode.UNSUPPORTED, "restore is not built yet: " + request.archive());
    }
}
