package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.restore.journal.OpenAct;
import dev.dbsnapshot.restore.replay.Failed;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.WayReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restoring in place by several transactions. What one transaction does elsewhere is done here by a safety snapshot: if
 * anything fails, it is restored in the same way, at once or by recovery after a crash.
 */
public final class NoAtomicRestore implements RestoreWay {

    /** What the journal calls the time in which the database is neither the old nor the new one. */
    public static final String ACT = "in-place-replace";

    /** Whether this act left a database half done for which there is nothing to go back to, neither then nor now. */
    public static boolean isWithoutReturn(OpenAct act) {
        return act.act().equals(ACT) && (act.fact("safety").isEmpty() || !Files.exists(Path.of(act.fact("safety"))));
    }

    @Override
    public WayReport inspect(RestoreJob job) {
        Finding neither = Finding.warning(
                "while it is restored, the database is neither the old nor the new one, and whoever is connected sees"
                        + " that",
                job.options().safetySnapshot()
                        ? "stop the application; if it fails or crashes, the safety snapshot comes back, by db-snapshot"
                                + " recover if need be"
                        : "stop the application; if it fails or crashes, nothing comes back, because nobody wants a"
                                + " safety snapshot: it must be restored again");
        return DropAndRestore.inspect(job, List.of(neither));
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        Refill refill = new Refill(
                job.sessions(),
                job.progress(),
                job.options().jobs(),
                job.options().lockTimeout());
        Optional<Path> safety = job.options().safetySnapshot() ? job.safety().take() : Optional.empty();
        if (safety.isEmpty() && job.options().safetySnapshot()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "a restore in several transactions needs a safety snapshot to go back to, and there is no folder"
                            + " for it: name one, or agree to go without (--no-safety-snapshot)");
        }
        String database = job.server().database();
        try {
            refill.mustBeFree(job.session());
        } catch (SnapshotException e) {
            throw job.unchanged(e);
        }
        Journal.Note note = job.journal()
                .before(
                        ACT,
                        Map.of(
                                "database",
                                database,
                                "archive",
                                job.archive().toAbsolutePath().toString(),
                                "safety",
                                safety.map(file -> file.toAbsolutePath().toString())
                                        .orElse("")));
        job.interruption().close();
        try {
            RestoreOutcome outcome = refill.from(job.reader(), job.toc(), job.session());
            note.settled();
            return outcome;
        } catch (RuntimeException e) {
            job.session().closeAfter(e); // It holds the lock that going back takes.
            throw goBack(job, refill, safety, note, e);
        }
    }

    private static SnapshotException goBack(
            RestoreJob job, Refill refill, Optional<Path> safety, Journal.Note note, RuntimeException reason) {
        String database = job.server().database();
        SnapshotException failed = Failed.of(reason);
        if (safety.isEmpty()) {
            return failed.ending("database " + database
                    + " is restored in part, and nobody wanted a safety snapshot: restore again with --drop");
        }
        boolean interrupted = Thread.interrupted();
        try {
            job.progress()
                    .on(new Progress.Warning("it failed (" + reason.getMessage() + "); safety snapshot " + safety.get()
                            + " is being restored"));
            refill.from(safety.get());
            note.settled();
            return failed.ending("database " + database + " was taken back to its safety snapshot " + safety.get());
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
            return failed.ending("database " + database + " is restored in part, and going back to its safety snapshot "
                    + safety.get() + " failed too (" + e.getMessage() + "): run db-snapshot recover");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
