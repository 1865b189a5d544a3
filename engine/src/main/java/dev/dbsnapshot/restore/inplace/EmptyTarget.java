package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.restore.preflight.Preflight;
import dev.dbsnapshot.restore.replay.Replay;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RestoreTransaction;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.LockBudget;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.UserObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Restoring into a database without objects of users, in one transaction. */
public final class EmptyTarget implements RestoreWay {

    @Override
    public WayReport inspect(RestoreJob job) {
        Extensions extensions = Extensions.read(job.session(), job.server());
        List<Finding> findings = new ArrayList<>(Preflight.ofEverything(
                job, extensions, Present.of(job.session(), extensions, false).schemas(), false));
        LockBudget.check(job.session(), job.toc(), false).ifPresent(findings::add);
        return WayReport.dropping(List.of(), findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        RestoreTransaction transaction = job.begin();
        TargetGuard guard = new TargetGuard(job.session(), job.server());
        guard.mustBeEmpty(UserObjects.read(job.session(), Set.of(), Set.of()));
        Extensions extensions = Extensions.read(job.session(), job.server());
        RestorePlan plan = RestorePlan.of(job.toc(), Present.of(job.session(), extensions, false));
        plan.leftOut().forEach(line -> job.progress().on(new Progress.Warning(line)));
        Replay replay = new Replay(job.session(), job.reader(), job.progress());
        replay.run(plan);
        transaction.commit();
        return new RestoreOutcome(0, plan.entries(), replay.rows(), replay.bytes());
    }
}
