package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.replay.ParallelReplay;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RowCheck;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.toc.Toc;
import java.nio.file.Path;
import java.time.Duration;

/** Empties a database and fills it from an archive, in several transactions: in between, it is neither. */
public final class Refill {

    private final Sessions sessions;
    private final Progress progress;
    private final int jobs;
    private final Duration lockTimeout;

    /**
     * A refill by this many connections.
     *
     * @param lockTimeout how long each of them waits for a lock, or zero for ever
     */
    public Refill(Sessions sessions, Progress progress, int jobs, Duration lockTimeout) {
        this.sessions = sessions;
        this.progress = progress;
        this.jobs = jobs;
        this.lockTimeout = lockTimeout;
    }

    /** Does it by a session of its own, which takes the lock against other restores: all of a safety snapshot. */
    public RestoreOutcome from(Path archive) {
        try (ArchiveReader reader = ArchiveReader.open(archive);
                Session session = sessions.open(SessionPurpose.RESTORE)) {
            reader.verify();
            new TargetGuard(session, Server.read(session)).mustBeAloneAgain();
            return from(reader, SafetyEntries.of(reader.toc(), session, Server.read(session)), session);
        }
    }

    /** Whether all that is dropped could be: nobody holds a lock on it for longer than is waited for. */
    void mustBeFree(Session session) {
        new Clearing(sessions, session, lockTimeout, progress).mustBeFree();
    }

    /** Does it by this session and others; it holds the lock already. */
    RestoreOutcome from(ArchiveReader reader, Toc toc, Session session) {
        session.execute(TargetGuard.worksForRestore());
        int dropped = Interruption.during(session, () -> new Clearing(sessions, session, lockTimeout, progress).run());
        Extensions extensions = Extensions.read(session, Server.read(session));
        RestorePlan plan = RestorePlan.of(toc, Present.of(session, extensions, true));
        plan.leftOut().forEach(line -> progress.on(new Progress.Warning(line)));
        ParallelReplay.Loaded loaded = new ParallelReplay(sessions, reader, progress, jobs)
                .waitingForLocks(lockTimeout)
                .run(plan);
        progress.on(new Progress.PhaseStarted("check"));
        Interruption.during(session, () -> RowCheck.check(session, reader, toc, loaded));
        HalfRestoredMark.remove(session);
        return new RestoreOutcome(dropped, plan.entries(), loaded.rows(), loaded.bytes());
    }
}
