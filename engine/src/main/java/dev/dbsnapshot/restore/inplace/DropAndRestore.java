package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.restore.preflight.Preflight;
import dev.dbsnapshot.restore.replay.Agreement;
import dev.dbsnapshot.restore.replay.Replay;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.ConfigTables;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.LockBudget;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Dropping everything that users made, and restoring, in one transaction. */
public final class DropAndRestore implements RestoreWay {

    @Override
    public WayReport inspect(RestoreJob job) {
        Optional<Finding> locks = LockBudget.check(job.session(), job.toc(), true);
        return inspect(job, locks.stream().toList());
    }

    /** What is dropped, and all that is in the way of it and of the restore, however many transactions do it. */
    static WayReport inspect(RestoreJob job, List<Finding> more) {
        TargetGuard guard = new TargetGuard(job.session(), job.server());
        Extensions extensions = Extensions.read(job.session(), job.server());
        List<UserObject> objects = objects(job, extensions);
        Set<String> staying = new HashSet<>(extensions.keptSchemas());
        staying.add("public");
        List<Finding> findings = new ArrayList<>(guard.subscriptions());
        findings.addAll(guard.undroppable(objects));
        findings.addAll(guard.subscribers());
        findings.addAll(Preflight.ofEverything(job, extensions, staying, true));
        findings.addAll(keptRows(job, extensions));
        findings.addAll(more);
        return WayReport.dropping(objects.stream().map(UserObject::described).toList(), findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        return job.begin().run(() -> replace(job, agreed));
    }

    private static RestoreOutcome replace(RestoreJob job, RestorePreview agreed) {
        Extensions extensions = Extensions.read(job.session(), job.server());
        List<UserObject> objects = objects(job, extensions);
        new TargetGuard(job.session(), job.server()).mustBeDroppable(objects);
        Agreement.mustHold(
                job, agreed, objects.stream().map(UserObject::described).toList());
        job.progress().on(new Progress.PhaseStarted("drop"));
        CleanSlate slate = new CleanSlate(job.session(), job.server(), job.progress());
        LockWaits.during(
                job.session(),
                job.sessions(),
                job.options().lockTimeout(),
                job.progress(),
                () -> slate.make(objects, extensions));
        RestorePlan plan = RestorePlan.of(job.toc(), Present.of(job.session(), extensions, true));
        plan.leftOut().forEach(line -> job.progress().on(new Progress.Warning(line)));
        Replay replay = new Replay(job.session(), job.reader(), job.progress());
        replay.run(plan);
        HalfRestoredMark.remove(job.session());
        return new RestoreOutcome(objects.size(), plan.entries(), replay.rows(), replay.bytes());
    }

    /** Rows of users in tables of extensions that stay, which the role may not delete. */
    private static List<Finding> keptRows(RestoreJob job, Extensions extensions) {
        return ConfigTables.of(job.session(), extensions.kept()).stream()
                .filter(table -> !table.mayDelete())
                .map(table -> {
                    String what = "role " + job.server().user() + " may not delete rows of tables that stay because"
                            + " their extensions do";
                    boolean loaded = job.toc().entries().stream()
                            .anyMatch(entry -> entry.desc().equals("TABLE DATA")
                                    && table.schema().equals(entry.namespace())
                                    && table.name().equals(entry.tag()));
                    Finding finding = loaded
                            ? Finding.blocks(
                                    ErrorCode.PRIVILEGE,
                                    what + ", and the archive has rows for them",
                                    "GRANT DELETE on them to the role, or restore as their owner")
                            : Finding.warning(what, "");
                    return finding.naming(List.of(
                            "table " + table.schema() + "." + table.name() + " of extension " + table.extension()));
                })
                .toList();
    }

    private static List<UserObject> objects(RestoreJob job, Extensions extensions) {
        return UserObjects.read(job.session(), extensions.keptSchemas(), extensions.kept());
    }
}
