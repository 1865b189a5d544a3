package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.restore.replay.Failed;
import dev.dbsnapshot.restore.replay.ParallelReplay;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RowCheck;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.Unfinished;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an empty database by many transactions and several connections, which neither the lock table bounds nor one
 * connection. A mark in the database says that it is half done; if anything fails, the database is emptied again, and
 * if the process dies, the next restore does that.
 */
final class GradualFill {

    private static final Logger LOG = LoggerFactory.getLogger(GradualFill.class);
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_MILLIS = 2000;

    private final RestoreJob job;

    GradualFill(RestoreJob job) {
        this.job = job;
    }

    RestoreOutcome run() {
        Extensions extensions = Extensions.read(job.session(), job.server());
        Present present = Present.of(job.session(), extensions, false);
        RestorePlan plan = RestorePlan.of(job.toc(), present);
        plan.leftOut().forEach(line -> job.progress().on(new Progress.Warning(line)));
        Unfinished mark = new Unfinished(
                extensions.all().stream().map(Extensions.Extension::name).collect(Collectors.toSet()),
                present.schemas().stream()
                        .filter(schema -> !schema.equals("public"))
                        .collect(Collectors.toSet()));
        ParallelReplay.Loaded loaded = fill(plan, mark);
        unmark();
        return new RestoreOutcome(0, plan.entries(), loaded.rows(), loaded.bytes());
    }

    private ParallelReplay.Loaded fill(RestorePlan plan, Unfinished mark) {
        try {
            mark.mark(job.session());
            ParallelReplay.Loaded loaded = new ParallelReplay(
                            job.sessions(),
                            job.reader(),
                            job.progress(),
                            job.options().jobs())
                    .waitingForLocks(job.options().lockTimeout())
                    .run(plan);
            job.progress().on(new Progress.PhaseStarted("check"));
            RowCheck.check(job.session(), job.reader(), job.toc(), loaded);
            job.interruption().close();
            return loaded;
        } catch (RuntimeException | Error e) {
            if (emptied(e)) {
                if (e instanceof SnapshotException known) {
                    throw known.ending("database " + job.server().database() + " is empty again");
                }
                throw e;
            }
            throw Failed.of(e)
                    .ending("database " + job.server().database()
                            + " could not be emptied again: it holds a part of the snapshot, which schema "
                            + Unfinished.SCHEMA + " marks; the next restore empties it and begins anew,"
                            + " and db-snapshot recover empties it");
        }
    }

    /** By a session of its own: the main one slept for hours, and a firewall may have forgotten it. */
    private void unmark() {
        boolean interrupted = Thread.interrupted();
        try {
            for (int attempt = 1; !unmarked(attempt); attempt++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            unmarked(ATTEMPTS);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean unmarked(int attempt) {
        try (Session session = job.sessions().open(SessionPurpose.RESTORE)) {
            // An earlier restore, which left the database empty, may have marked it too.
            HalfRestoredMark.remove(session);
            Unfinished.unmark(session);
            return true;
        } catch (SnapshotException e) {
            if (attempt < ATTEMPTS) {
                LOG.warn("the mark of {} stays for now", job.server().database(), e);
                return false;
            }
            throw new SnapshotException(
                    e.code(),
                    "database " + job.server().database() + " is restored completely, but its mark stays ("
                            + e.getMessage() + "): run DROP SCHEMA " + Unfinished.SCHEMA
                            + " in it, or the next restore empties it",
                    e);
        }
    }

    private void empty(Session session, Unfinished mark) {
        Emptying.run(job.sessions(), session, job.server(), mark, job.options().lockTimeout(), job.progress());
    }

    /** Whether the database is empty again; another session does it, since this one may be cancelled or gone. */
    private boolean emptied(Throwable reason) {
        boolean interrupted = Thread.interrupted();
        try (Session session = job.sessions().open(SessionPurpose.RESTORE)) {
            // What a session of ours was told before its connection broke, the server may still be doing.
            new TargetGuard(session, job.server()).mustBeQuiet();
            Unfinished.read(session).ifPresent(mark -> empty(session, mark));
            return true;
        } catch (SnapshotException e) {
            reason.addSuppressed(e);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
