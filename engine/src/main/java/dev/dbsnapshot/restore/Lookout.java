package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.archive.Member;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.UserObjects;
import dev.dbsnapshot.version.LiveVersion;
import dev.dbsnapshot.version.VersionTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Looks at the target and at the archive, decides, and says what would happen. Changes nothing. */
final class Lookout {

    private final RestoreJob job;
    private final VersionTable versionTable;

    Lookout(RestoreJob job, VersionTable versionTable) {
        this.job = job;
        this.versionTable = versionTable;
    }

    /** Looks, in one read-only transaction. */
    RestorePreview look() {
        job.session().execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        SchemaVersion live = LiveVersion.read(job.session(), versionTable);
        String holds = TargetGuard.named(TargetGuard.inTheWay(UserObjects.read(job.session(), Set.of(), Set.of())));
        Decision decision =
                Decision.of(new Decision.Situation(holds, job.options().drop(), live, job.snapshotVersion()));
        WayReport report = decision.path() == RestorePath.REFUSED
                ? WayReport.NOTHING
                : Ways.of(decision.path(), job.options().strategy()).inspect(job);
        List<Finding> findings = new ArrayList<>(general());
        findings.addAll(report.findings());
        findings.sort(Comparator.comparing(Finding::severity));
        job.session().execute("ROLLBACK");
        return preview(decision, live, report, findings);
    }

    private RestorePreview preview(Decision decision, SchemaVersion live, WayReport report, List<Finding> findings) {
        return new RestorePreview(
                job.archive(),
                job.server().database(),
                job.sessions().spec().address(),
                job.server().user(),
                decision.path(),
                job.options().strategy(),
                decision.reason(),
                live,
                job.snapshotVersion(),
                report.dropped(),
                report.replaced(),
                report.schemaDifferences(),
                List.of(),
                findings,
                job.reader().members().stream().mapToLong(Member::size).sum(),
                null);
    }

    /** What matters whichever way is taken. */
    private List<Finding> general() {
        TargetGuard guard = new TargetGuard(job.session(), job.server());
        List<Finding> findings = new ArrayList<>(guard.standby());
        findings.addAll(guard.tablespaces(job.toc()));
        findings.addAll(olderServer());
        return findings;
    }

    private List<Finding> olderServer() {
        Server server = job.server();
        String dump = job.toc().dumpVersion();
        String major = dump == null ? "" : dump.replaceFirst("[^0-9].*$", "");
        if (major.isEmpty() || Integer.parseInt(major) <= server.version().major()) {
            return List.of();
        }
        return List.of(Finding.warning(
                "the archive is PostgreSQL " + major + "'s and the server is only "
                        + server.version().major()
                        + ": what it does not know makes the restore fail, and changes nothing",
                ""));
    }
}
