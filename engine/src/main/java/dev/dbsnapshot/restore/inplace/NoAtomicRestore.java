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
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static final String MARK = "mark";

    /** Whether this act left a database half done for which there is nothing to go back to, neither then nor now. */
    public static boolean isWithoutReturn(OpenAct act) {
        return act.act().equals(ACT) && (act.fact("safety").isEmpty() || !Files.exists(Path.of(act.fact("safety"))));
    }

    /**
     * Whether the database that this act left half done is not half restored any more: it was made anew, or restored
     * from another machine.
     *
     * @param mark which restore has marked the database, if one has
     */
    public static boolean isObsolete(OpenAct act, Optional<String> mark) {
        return act.act().equals(ACT) && isMarked(act) && !act.fact(MARK).equals(mark.orElse(""));
    }

    /** Whether the database itself says as long as it is half done. */
    public static boolean isMarked(OpenAct act) {
        return !act.facts().getOrDefault(MARK, "").isEmpty();
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
        List<Finding> findings = new ArrayList<>(List.of(neither));
        if (HalfRestoredMark.offer(job.session()).isEmpty()) {
            findings.add(Finding.warning(
                    "if it is interrupted, only this machine knows that the database is half restored, because the"
                            + " database and the role have settings of application_name in it, which is what marks it",
                    "ALTER ROLE ... IN DATABASE ... RESET application_name, or do not back it up from elsewhere then"));
        }
        return DropAndRestore.inspect(job, findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        Refill refill = new Refill(
                job.sessions(),
                job.progress(),
                job.options().jobs(),
                job.options().lockTimeout());
        // What is half restored is no state to go back to.
        boolean wanted = job.options().safetySnapshot() && !job.server().halfRestored();
        Optional<Path> safety = wanted ? job.safety().take() : Optional.empty();
        if (safety.isEmpty() && wanted) {
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
        Optional<HalfRestoredMark> mark = HalfRestoredMark.offer(job.session());
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
                                        .orElse(""),
                                MARK,
                                mark.map(HalfRestoredMark::id).orElse("")));
        job.interruption().close();
        mark(job, mark, note);
        try {
            RestoreOutcome outcome = refill.from(job.reader(), job.toc(), job.session());
            note.settled();
            return outcome;
        } catch (RuntimeException e) {
            job.session().closeAfter(e); // It holds the lock that going back takes.
            throw goBack(job, refill, safety, note, e);
        }
    }

    private static void mark(RestoreJob job, Optional<HalfRestoredMark> mark, Journal.Note note) {
        try {
            mark.ifPresent(offer -> offer.set(job.session()));
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.CONNECTION_LOST) {
                throw e.ending("nothing was changed in database " + job.server().database()
                        + ", but it may be marked as half restored: run db-snapshot recover");
            }
            note.settled();
            throw job.unchanged(e);
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
