package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.restore.preflight.Preflight;
import dev.dbsnapshot.restore.replay.Agreement;
import dev.dbsnapshot.restore.replay.Replay;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.SchemaNames;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.LockBudget;
import dev.dbsnapshot.restore.target.Occupied;
import dev.dbsnapshot.restore.target.Present;
import java.util.ArrayList;
import java.util.List;

/**
 * Making what is selected of an archive beside what is there, in one transaction. Nothing is dropped, and rows come only
 * into tables that have none: so there is nothing to lose.
 */
public final class Addition implements RestoreWay {

    @Override
    public WayReport inspect(RestoreJob job) {
        Extensions extensions = Extensions.read(job.session(), job.server());
        Present present = Present.of(job.session(), extensions, false);
        SchemaNames names = SchemaNames.of(job);
        List<Finding> findings = new ArrayList<>(names.findings(present));
        findings.addAll(occupied(job));
        findings.addAll(Preflight.ofEverything(job, extensions, names.staying(present), false));
        LockBudget.check(job.session(), job.toc(), false).ifPresent(findings::add);
        return WayReport.dropping(List.of(), findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        return job.begin().run(() -> add(job, agreed));
    }

    private static RestoreOutcome add(RestoreJob job, RestorePreview agreed) {
        Agreement.mustHold(job, agreed, List.of());
        for (Finding finding : occupied(job)) {
            throw new SnapshotException(finding.code(), finding.text());
        }
        Extensions extensions = Extensions.read(job.session(), job.server());
        RestorePlan plan = SchemaNames.of(job).plan(Present.of(job.session(), extensions, false));
        plan.leftOut().forEach(line -> job.progress().on(new Progress.Warning(line)));
        Replay replay = new Replay(job.session(), job.reader(), job.progress());
        replay.run(plan);
        return new RestoreOutcome(0, plan.entries(), replay.rows(), replay.bytes());
    }

    private static List<Finding> occupied(RestoreJob job) {
        Occupied occupied = Occupied.read(
                job.session(),
                job.toc(),
                job.options().selection().schemaNames().keySet());
        List<Finding> findings = new ArrayList<>();
        if (!occupied.existing().isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "database " + job.server().database() + " has already what is selected",
                            "select something else, restore it under another name with --map-schema, or drop it first")
                    .naming(occupied.existing()));
        }
        if (!occupied.filled().isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "rows are selected without the definitions of their tables, and these tables are not empty",
                            "replace them with --data-only, or empty them first")
                    .naming(occupied.filled()));
        }
        return findings;
    }
}
