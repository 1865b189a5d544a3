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
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.toc.Toc;
import java.nio.file.Path;

/** Empties a database and fills it from an archive, in several transactions: in between, it is neither. */
public final class Refill {

    private final Sessions sessions;
    private final Progress progress;
    private final int jobs;

    /** A refill by this many connections. */
    public Refill(Sessions sessions, Progress progress, int jobs) {
        this.sessions = sessions;
        this.progress = progress;
        this.jobs = jobs;
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

    /** Does it by this session and others; it holds the lock already. */
    RestoreOutcome from(ArchiveReader reader, Toc toc, Session session) {
        int dropped = Interruption.during(session, () -> new Clearing(sessions, session, progress).run());
        Extensions extensions = Extensions.read(session, Server.read(session));
        RestorePlan plan = RestorePlan.of(toc, Present.of(session, extensions, true));
        plan.leftOut().forEach(line -> progress.on(new Progress.Warning(line)));
        ParallelReplay.Loaded loaded = new ParallelReplay(sessions, reader, progress, jobs).run(plan);
        progress.on(new Progress.PhaseStarted("check"));
        Interruption.during(session, () -> RowCheck.check(session, reader, toc, loaded));
        return new RestoreOutcome(dropped, plan.entries(), loaded.rows(), loaded.bytes());
    }
}
