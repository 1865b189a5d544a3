package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestorePreview.BlockingSession;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.connect.LockHolders;
import dev.dbsnapshot.restore.inplace.EmptyTarget;
import dev.dbsnapshot.restore.preflight.FilteredViews;
import dev.dbsnapshot.restore.preflight.ForeignEventTriggers;
import dev.dbsnapshot.restore.preflight.FreeConnections;
import dev.dbsnapshot.restore.preflight.LabelProviders;
import dev.dbsnapshot.restore.preflight.SafetyReading;
import dev.dbsnapshot.restore.replay.ExpectedData;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.Unfinished;
import dev.dbsnapshot.restore.target.UserObjects;
import dev.dbsnapshot.version.LiveVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Looks at the target and at the archive, decides, and says what would happen. Changes nothing. */
final class Lookout {

    private static final long BYTES_PER_MILLI = 20_000;
    private static final long MILLIS_PER_ENTRY = 2;

    private final RestoreJob job;

    Lookout(RestoreJob job) {
        this.job = job;
    }

    /** Looks, in one read-only transaction. */
    RestorePreview look() {
        job.session().execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        SchemaVersion live = LiveVersion.read(job.session(), job.versionTable());
        String holds = TargetGuard.named(TargetGuard.inTheWay(UserObjects.read(job.session(), Set.of(), Set.of())));
        boolean unfinished = Unfinished.read(job.session()).isPresent();
        Decision.Situation situation =
                new Decision.Situation(holds, unfinished, job.options().drop(), live, job.snapshotVersion());
        Decision decision = job.options().selection().isPart()
                ? Decision.ofPart(situation, job.selected().onlyData())
                : Decision.of(situation);
        // Before anything opens sessions to try whether it can.
        List<Finding> findings = new ArrayList<>(FreeConnections.findings(
                job, decision.path(), decision.path() == RestorePath.EMPTY_TARGET && EmptyTarget.gradually(job)));
        WayReport report = decision.path() == RestorePath.REFUSED
                ? WayReport.NOTHING
                : Ways.of(decision.path(), job.options().strategy()).inspect(job);
        findings.addAll(new TargetGuard(job.session(), job.server()).standby());
        findings.addAll(report.findings());
        findings.addAll(half(decision.path()));
        findings.addAll(SafetyReading.findings(job, decision.path()));
        List<String> leftOut = job.selected().leftOut();
        if (!leftOut.isEmpty() && decision.path() != RestorePath.REFUSED) {
            findings.add(Finding.warning("left out because it depends on a table that is excluded", "")
                    .naming(leftOut));
        }
        List<BlockingSession> sessions =
                changesWhatIsThere(decision.path()) ? LockHolders.read(job.session()) : List.of();
        job.session().execute("ROLLBACK");
        findings.addAll(FilteredViews.findings(job, decision.path()));
        findings.addAll(LabelProviders.findings(job, decision.path()));
        findings.addAll(ForeignEventTriggers.findings(job, decision.path()));
        findings.sort(Comparator.comparing(Finding::severity));
        return preview(decision, live, report, sessions, findings);
    }

    /** What holds a part of another snapshot is replaced as a whole or not at all. */
    private List<Finding> half(RestorePath path) {
        if (path == RestorePath.REFUSED
                || path == RestorePath.EMPTY_TARGET
                || job.options().drop()
                || !job.server().halfRestored()
                || HalfRestoredMark.read(job.session()).isEmpty()) {
            return List.of();
        }
        return List.of(Finding.blocks(
                ErrorCode.CONFLICT,
                "a restore into database " + job.server().database() + " was interrupted, so that it holds only a part"
                        + " of what it should",
                "run db-snapshot recover where that restore ran, or replace everything (--drop)"));
    }

    private static boolean changesWhatIsThere(RestorePath path) {
        return path == RestorePath.DATA_ONLY || path == RestorePath.DROP_AND_RESTORE;
    }

    private RestorePreview preview(
            Decision decision,
            SchemaVersion live,
            WayReport report,
            List<BlockingSession> sessions,
            List<Finding> findings) {
        long bytes = ExpectedData.bytes(job.toc(), job.reader());
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
                sessions,
                Finding.grouped(findings),
                bytes,
                estimate(bytes));
    }

    /** A rough guess from the amount of data: how fast a server and its disk are, nobody knows beforehand. */
    private Duration estimate(long bytes) {
        return Duration.ofMillis(
                bytes / BYTES_PER_MILLI + (long) job.toc().entries().size() * MILLIS_PER_ENTRY);
    }
}
