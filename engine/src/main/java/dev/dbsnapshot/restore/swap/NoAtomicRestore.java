package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.WayReport;
import java.util.List;

/** Restoring in place by several transactions, with a safety snapshot to go back to. */
public final class NoAtomicRestore implements RestoreWay {

    private static final Finding MISSING = Finding.blocks(
            ErrorCode.CONFLICT,
            "restoring in place by several transactions is not there yet",
            "restore with --drop, in place");

    @Override
    public WayReport inspect(RestoreJob job) {
        return WayReport.dropping(List.of(), List.of(MISSING));
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        throw new SnapshotException(MISSING.code(), MISSING.text());
    }
}
