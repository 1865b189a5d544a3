package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.OneAtATime;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.replay.Findings;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.Selected;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.version.OfflineVersion;
import dev.dbsnapshot.version.VersionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One run of a restore: the archive is read and checked, the target is looked at ({@link Lookout}), the path is decided
 * ({@link Decision}), the person agrees, the application is stopped, and then a {@link RestoreWay} does it.
 */
public final class RestoreRun {

    private final RestoreRequest request;
    private final CheckedArchive checked;
    private final Consumer<Session> arrival;
    private final Progress progress;
    private final VersionTable versionTable;

    /** A run that checks its archive. */
    public RestoreRun(RestoreRequest request) {
        this(request, new CheckedArchive(), session -> {});
    }

    /**
     * A run that need not check its archive if that was done before.
     *
     * @param arrival gets the first session with the target, before anything is looked at or changed there
     */
    public RestoreRun(RestoreRequest request, CheckedArchive checked, Consumer<Session> arrival) {
        this.request = request;
        this.checked = checked;
        this.arrival = arrival;
        this.progress = new OneAtATime(request.progress());
        this.versionTable = request.versionTable();
    }

    /** Looks and tells; changes nothing. */
    public RestorePreview plan() {
        return withJob(this::look);
    }

    /** Runs it. */
    public RestoreResult run() {
        long started = System.nanoTime();
        return withJob(job -> restore(job, started));
    }

    private <T> T withJob(Function<RestoreJob, T> work) {
        try (ArchiveReader reader = ArchiveReader.open(request.archive())) {
            checked.check(request.archive(), reader, progress);
            SchemaVersion version = OfflineVersion.read(reader, versionTable);
            Selected selected = Selected.of(reader.toc(), request.options().selection());
            progress.on(new Progress.PhaseStarted("connect"));
            Transport transport = request.transport() == null ? new Direct() : request.transport();
            Sessions sessions = new Sessions(request.connection(), transport)
                    .withRole(request.options().selection().role());
            return withJob(reader, selected, version, sessions, work);
        } catch (SnapshotException e) {
            throw Thread.currentThread().isInterrupted() ? cancelled(e) : e;
        }
    }

    private <T> T withJob(
            ArchiveReader reader,
            Selected selected,
            SchemaVersion version,
            Sessions sessions,
            Function<RestoreJob, T> work) {
        Session session = sessions.open(SessionPurpose.RESTORE);
        try {
            T result;
            try (Interruption interruption = Interruption.cancels(session)) {
                arrival.accept(session);
                result = work.apply(new RestoreJob(
                        request.archive(),
                        reader,
                        selected,
                        sessions,
                        session,
                        Server.read(session),
                        request.options(),
                        versionTable,
                        version,
                        request.safety(),
                        request.journal(),
                        progress,
                        interruption));
            }
            session.close();
            return result;
        } catch (RuntimeException | Error e) {
            rollBack(session, e);
            throw e;
        }
    }

    private RestoreResult restore(RestoreJob job, long started) {
        if (!job.server().inRecovery()) {
            // A standby is named by the preview, with everything else.
            new TargetGuard(job.session(), job.server()).mustBeAlone();
        }
        progress.on(new Progress.PhaseStarted("preflight"));
        RestorePreview preview = look(job);
        mustBegin(preview);
        if (!request.confirmation().agrees(preview)) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "not restored: nobody agreed, and nothing was changed in " + preview.database());
        }
        RestoreWay way = Ways.of(preview.path(), preview.strategy());
        RestoreOutcome outcome = quietly(preview, () -> {
            Optional<Path> safety = takeSafetySnapshot(job, preview);
            try {
                return way.carryOut(job, preview);
            } catch (SnapshotException e) {
                if (e.unchanged()) {
                    safety.ifPresent(file -> discard(job, file));
                }
                throw e;
            }
        });
        return new RestoreResult(
                request.archive(),
                preview.database(),
                preview.path(),
                preview.strategy(),
                preview.snapshot(),
                outcome.dropped(),
                outcome.entries(),
                outcome.rows(),
                outcome.bytes(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** Definitions cannot be read where somebody holds ACCESS EXCLUSIVE: that is not waited for longer than for the rest. */
    private RestorePreview look(RestoreJob job) {
        Duration limit = job.options().lockTimeout();
        List<RestorePreview> looked = new ArrayList<>();
        job.session().execute("SET lock_timeout = " + limit.toMillis());
        try {
            LockWaits.during(job.session(), job.sessions(), limit, progress, () -> looked.add(new Lookout(job).look()));
        } catch (SnapshotException e) {
            throw job.unchanged(e);
        }
        job.session().execute("SET lock_timeout = 0");
        return looked.get(0);
    }

    /** Before something is destroyed in place. A swap keeps the old database, and another way takes its own. */
    private static Optional<Path> takeSafetySnapshot(RestoreJob job, RestorePreview preview) {
        boolean destroys = preview.path() == RestorePath.DATA_ONLY || preview.path() == RestorePath.DROP_AND_RESTORE;
        boolean itsOwn =
                preview.path() == RestorePath.DROP_AND_RESTORE && preview.strategy() == RestoreStrategy.NO_ATOMIC;
        if (!destroys
                || itsOwn
                || job.server().halfRestored() // That is no state to go back to.
                || preview.strategy() == RestoreStrategy.SWAP
                || !job.options().safetySnapshot()) {
            return Optional.empty();
        }
        Optional<Path> taken = job.safety().take();
        taken.ifPresent(file -> job.progress()
                .on(new Progress.Warning(
                        "what is there now is kept in safety snapshot " + file + ": db-snapshot undo brings it back")));
        return taken;
    }

    /** So that an undo leads to before the last restore that did something, however often one has failed since. */
    private static void discard(RestoreJob job, Path safety) {
        try {
            job.safety().discard(safety);
            job.progress().on(new Progress.Note("removed safety snapshot " + safety + ": nothing was changed"));
        } catch (IOException e) {
            job.progress()
                    .on(new Progress.Warning("safety snapshot " + safety + " of a restore that failed stays ("
                            + e.getMessage() + "): remove it, because undo would lead to it"));
        }
    }

    /** All that stops it, at once; what only warns is told as progress. */
    private void mustBegin(RestorePreview preview) {
        if (preview.path() == RestorePath.REFUSED) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT, "database " + preview.database() + " is not restored: " + preview.reason());
        }
        Findings.mustNotStop(preview.findings(), progress);
        Findings.warn(preview.findings(), progress);
    }

    /** Does it while the application is stopped, where its tables go away. */
    private RestoreOutcome quietly(RestorePreview preview, Supplier<RestoreOutcome> work) {
        boolean stops = preview.path() == RestorePath.DROP_AND_RESTORE
                || request.quiesce().always();
        return stops ? Quietly.during(request.quiesce(), request.journal(), work) : work.get();
    }

    private static void rollBack(Session session, Throwable reason) {
        try {
            session.execute("ROLLBACK");
        } catch (RuntimeException e) {
            reason.addSuppressed(e); // The server rolls back by itself once the session is gone.
        }
        session.closeAfter(reason);
    }

    // What became of the database, the cause knows: it may be unknown, or half full. Where the work was at that moment,
    // matters to nobody who cancelled it.
    private static SnapshotException cancelled(SnapshotException cause) {
        if (cause.code() == ErrorCode.CANCELLED) {
            return cause;
        }
        String cancelled = "the restore was cancelled";
        return cause.outcome()
                .map(outcome -> {
                    SnapshotException told = new SnapshotException(ErrorCode.CANCELLED, cancelled, cause);
                    return cause.unchanged() ? told.endingUnchanged(outcome) : told.ending(outcome);
                })
                .orElseGet(
                        () -> new SnapshotException(ErrorCode.CANCELLED, cancelled + ": " + cause.getMessage(), cause));
    }
}
