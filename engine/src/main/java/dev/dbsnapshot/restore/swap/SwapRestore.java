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

/** Restoring into a new database beside the old one, which then takes its name. */
public final class SwapRestore implements RestoreWay {

    private static final Finding MISSING = Finding.blocks(
            ErrorCode.CONFLICT,
            "restoring into a new database that takes the name of the old one is not there yet",
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
