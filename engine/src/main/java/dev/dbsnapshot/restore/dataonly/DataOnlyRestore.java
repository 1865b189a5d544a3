package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.WayReport;
import java.util.List;

/** Replacing the rows of all tables of the archive, in one transaction; the schema stays. */
public final class DataOnlyRestore implements RestoreWay {

    private static final Finding MISSING = Finding.blocks(
            ErrorCode.CONFLICT,
            "replacing only the rows of a database is not there yet",
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
