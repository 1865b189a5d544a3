package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.restore.preflight.Preflight;
import dev.dbsnapshot.restore.replay.Replay;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.SchemaNames;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.LockBudget;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.Unfinished;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Restoring into a database without objects of users: in one transaction if that is possible and one connection is
 * enough, otherwise gradually. What a restore that was killed left in it is dropped first.
 */
public final class EmptyTarget implements RestoreWay {

    @Override
    public WayReport inspect(RestoreJob job) {
        Extensions extensions = Extensions.read(job.session(), job.server());
        Optional<Unfinished> mark = Unfinished.read(job.session());
        Present present = mark.isPresent()
                ? new Present(before(mark.get()), Set.of())
                : Present.of(job.session(), extensions, false);
        SchemaNames names = SchemaNames.of(job);
        List<Finding> findings = new ArrayList<>(names.findings(present));
        findings.addAll(Preflight.ofEverything(job, extensions, names.staying(present), mark.isPresent()));
        if (!job.options().selection().schemaNames().isEmpty()) {
            LockBudget.check(job.session(), job.toc(), false).ifPresent(findings::add);
        }
        if (gradually(job) && !mayMark(job)) {
            findings.add(Finding.blocks(
                    ErrorCode.PRIVILEGE,
                    "filling database " + job.server().database() + " by several transactions needs a schema as a mark,"
                            + " and role " + job.server().user() + " may not create schemas in it",
                    "GRANT CREATE ON DATABASE to the role, or restore as the owner of the database"));
        }
        List<String> left = mark.map(unfinished -> leftBehind(job, extensions, unfinished).stream()
                        .map(UserObject::described)
                        .toList())
                .orElse(List.of());
        return WayReport.dropping(left, findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        Unfinished.read(job.session()).ifPresent(mark -> {
            job.progress().on(new Progress.PhaseStarted("drop"));
            Emptying.run(
                    job.sessions(),
                    job.session(),
                    job.server(),
                    mark,
                    job.options().lockTimeout(),
                    job.progress());
        });
        TargetGuard guard = new TargetGuard(job.session(), job.server());
        if (gradually(job)) {
            guard.mustBeEmpty(UserObjects.read(job.session(), Set.of(), Set.of()));
            return new GradualFill(job).run();
        }
        return job.begin().run(() -> fill(job, guard));
    }

    private static RestoreOutcome fill(RestoreJob job, TargetGuard guard) {
        guard.mustBeEmpty(UserObjects.read(job.session(), Set.of(), Set.of()));
        Extensions extensions = Extensions.read(job.session(), job.server());
        RestorePlan plan = SchemaNames.of(job).plan(Present.of(job.session(), extensions, false));
        plan.leftOut().forEach(line -> job.progress().on(new Progress.Warning(line)));
        Replay replay = new Replay(job.session(), job.reader(), job.progress());
        replay.run(plan);
        HalfRestoredMark.remove(job.session());
        return new RestoreOutcome(0, plan.entries(), replay.rows(), replay.bytes());
    }

    /** There is nothing to lose: so what one transaction cannot hold is done by several. */
    public static boolean gradually(RestoreJob job) {
        return job.options().jobs() > 1
                || LockBudget.check(job.session(), job.toc(), false).isPresent();
    }

    private static boolean mayMark(RestoreJob job) {
        return job.session()
                .query(
                        "SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may",
                        row -> row.bool("may"))
                .get(0);
    }

    private static List<UserObject> leftBehind(RestoreJob job, Extensions extensions, Unfinished mark) {
        Set<String> kept = new HashSet<>(extensions.kept());
        kept.addAll(mark.extensions());
        return UserObjects.read(job.session(), mark.schemas(), kept);
    }

    private static Set<String> before(Unfinished mark) {
        Set<String> schemas = new HashSet<>(mark.schemas());
        schemas.add("public");
        return schemas;
    }
}
