package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.restore.replay.ExpectedData;
import dev.dbsnapshot.restore.replay.RestoreJob;
import java.util.List;
import java.util.Locale;

/** How much room a restore takes on the server. How much there is, no server tells its clients. */
final class DiskSpace {

    /** Less than this fits wherever a server runs. */
    private static final long WORTH_SAYING = 1L << 30;

    private static final double GIGABYTE = 1 << 30;

    private DiskSpace() {}

    static List<Finding> findings(RestoreJob job) {
        long live = job.session()
                .query(
                        "SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS size",
                        row -> row.bigint("size"))
                .get(0);
        return findings(live, ExpectedData.bytes(job.toc(), job.reader()));
    }

    /** Rows take about as much as in the archive, their indexes too, and what is replaced goes only at the end. */
    static List<Finding> findings(long live, long data) {
        if (data < WORTH_SAYING) {
            return List.of();
        }
        return List.of(new Finding(
                Finding.Severity.NOTE,
                ErrorCode.CONFLICT,
                String.format(
                        Locale.ROOT,
                        "the server needs about %.1f GB of free disk space, beside the %.1f GB that the database has"
                                + " now and keeps until the end, and as much again for its WAL",
                        2 * data / GIGABYTE,
                        live / GIGABYTE),
                "look on the server whether there is so much: it tells nobody"));
    }
}
