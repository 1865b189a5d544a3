package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.target.TargetGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a plan with several connections and without a transaction around it: definitions that data needs one after
 * the other, then data, indexes and constraints at the same time, each as soon as what it needs is there, and last what
 * runs code of the database. The first failure stops all. What was done before stays, so the database must be one that
 * can be thrown away, or emptied. Not thread-safe; blocks until the last connection is closed.
 */
public final class ParallelReplay {

    private static final Logger LOG = LoggerFactory.getLogger(ParallelReplay.class);

    private static final String TOO_MANY_CONNECTIONS = "53300";

    private final Sessions sessions;
    private final ArchiveReader reader;
    private final Progress progress;
    private final int jobs;
    private final String working;

    /**
     * Prepares a replay.
     *
     * @param sessions open sessions with the database
     * @param reader the open archive
     * @param progress hears of everything, one event at a time
     * @param jobs how many connections, at least 1
     */
    public ParallelReplay(Sessions sessions, ArchiveReader reader, Progress progress, int jobs) {
        this(sessions, reader, progress, jobs, TargetGuard.worksForRestore());
    }

    private ParallelReplay(Sessions sessions, ArchiveReader reader, Progress progress, int jobs, String working) {
        this.sessions = sessions;
        this.reader = reader;
        this.progress = progress;
        this.jobs = jobs;
        this.working = working;
    }

    /** The same into a database that is to take the place of this one. */
    public ParallelReplay inPlaceOf(String database) {
        return new ParallelReplay(sessions, reader, progress, jobs, TargetGuard.worksForRestoreOf(database));
    }

    /** The same, where whoever else is connected may hold locks on what is restored: it waits so long, zero for ever. */
    public ParallelReplay waitingForLocks(Duration limit) {
        return new ParallelReplay(
                sessions, reader, progress, jobs, working + " SET lock_timeout = " + limit.toMillis() + ";");
    }

    /**
     * What was loaded.
     *
     * @param rowsOfEntries the rows of every table by the dump id of its data, where the server counted them
     * @param rows all rows
     * @param bytes all bytes
     */
    public record Loaded(Map<Integer, Long> rowsOfEntries, long rows, long bytes) {
        public Loaded {
            rowsOfEntries = Map.copyOf(rowsOfEntries);
        }
    }

    /**
     * Does it. When this returns, everything is on the server's disk.
     *
     * @throws SnapshotException what failed first, or CANCELLED if the thread was interrupted
     */
    public Loaded run(RestorePlan plan) {
        WorkPlan work = WorkPlan.of(plan, reader.toc(), reader::dataSize);
        List<TunedSession> crew = new ArrayList<>();
        try {
            long largest = ExpectedData.largest(plan, reader);
            Session first = open(plan, crew, largest);
            one(first, "schema", work.before());
            while (crew.size() < Math.min(jobs, work.together().size())) {
                if (!another(plan, crew, largest)) {
                    break;
                }
            }
            Crew together = new Crew(crew, work.together(), reader, plan, progress);
            together.run();
            one(first, "constraints", work.after());
            // Commits before waited for no disk; this one makes all of them durable. The server waits for the disk only
            // if
            // a transaction has written something to the log before its commit (RecordTransactionCommit, wrote_xlog).
            first.execute("SET synchronous_commit = on; BEGIN;"
                    + " SELECT pg_catalog.pg_logical_emit_message(true, 'db-snapshot', 'restored'); COMMIT");
            crew.forEach(each -> each.session().close());
            return together.loaded();
        } catch (RuntimeException | Error e) {
            RuntimeException named = e instanceof SnapshotException known ? named(known, crew) : null;
            crew.forEach(each -> each.session().closeAfter(e));
            if (named != null) {
                throw named;
            }
            throw e;
        }
    }

    /** Who was in the way of a lock that did not come in time. */
    private SnapshotException named(SnapshotException e, List<TunedSession> crew) {
        if (e.sqlState().filter(Worker.LOCK_NOT_AVAILABLE::equals).isEmpty()) {
            return e;
        }
        try (Session asking = sessions.open(SessionPurpose.RESTORE)) {
            Set<Integer> ours =
                    crew.stream().map(each -> each.session().backendPid()).collect(Collectors.toSet());
            return new SnapshotException(
                    ErrorCode.CONFLICT, e.getMessage() + LockWaits.holders(asking, ours), e, Worker.LOCK_NOT_AVAILABLE);
        } catch (SnapshotException failure) {
            e.addSuppressed(failure);
            return e;
        }
    }

    /** One more session, if there can be one: otherwise the others do its work. */
    private boolean another(RestorePlan plan, List<TunedSession> crew, long largest) {
        try {
            open(plan, crew, largest);
            return true;
        } catch (SnapshotException e) {
            if (e.sqlState().filter(TOO_MANY_CONNECTIONS::equals).isEmpty()) {
                throw e;
            }
            progress.on(new Progress.Warning("only " + crew.size() + " of " + jobs
                    + " connections restore, which takes longer (" + e.getMessage() + ")"));
            return false;
        }
    }

    private Session open(RestorePlan plan, List<TunedSession> crew, long largest) {
        Session session = sessions.open(SessionPurpose.RESTORE);
        SessionTuning tuning;
        try {
            tuning = SessionTuning.of(session, jobs, largest);
        } catch (RuntimeException | Error e) {
            session.closeAfter(e);
            throw e;
        }
        crew.add(new TunedSession(session, tuning));
        session.execute(Replay.settings(plan));
        session.execute(working + tuning.begin());
        if (plan.searchPath() != null) {
            session.execute(plan.searchPath());
        }
        return session;
    }

    /** One after the other, in the order of the plan. */
    private void one(Session session, String phase, List<Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        progress.on(new Progress.PhaseStarted(phase));
        int done = Interruption.during(session, () -> {
            Statements statements = Statements.committing(session);
            for (Step step : steps) {
                if (step instanceof Step.Setting setting) {
                    statements.add(setting.label(), setting.sql());
                } else if (step instanceof Step.Definition definition) {
                    statements.add(definition.label(), definition.sql());
                }
            }
            statements.flush();
            return steps.size();
        });
        LOG.debug("{}: {} steps", phase, done);
    }
}
