package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.PortionWriter;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionGroup;
import dev.dbsnapshot.connect.SnapshotKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads all portions: with the session that keeps the snapshot, in the calling thread, and with further ones in threads
 * of their own. A further session that is lost is opened again, and only what it was reading is read again. If anything
 * else fails, all stop. Not thread-safe.
 */
final class Workers {

    /** An idle session is spoken to so often, so that a tunnel keeps it, and to know whether the locks still hold. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private static final long JOIN_MILLIS = 100;
    private static final int ATTEMPTS = 4;

    private final SnapshotKeeper keeper;
    private final SessionGroup sessions;
    private final WorkQueue queue;
    private final IntFunction<PortionWriter> portions;
    private final PortionCopy copy;
    private final Progress progress;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Workers(
            SnapshotKeeper keeper,
            SessionGroup sessions,
            WorkQueue queue,
            IntFunction<PortionWriter> portions,
            PortionCopy copy,
            Progress progress) {
        this.keeper = keeper;
        this.sessions = sessions;
        this.queue = queue;
        this.portions = portions;
        this.copy = copy;
        this.progress = progress;
    }

    /**
     * Reads everything; no further session and no thread is left when this returns.
     *
     * @param beside what other threads do meanwhile; it needs no session
     */
    void run(int jobs, List<Runnable> beside) {
        List<Thread> threads = new ArrayList<>();
        for (int number = 1; number < jobs; number++) {
            threads.add(new Thread(this::work, "db-snapshot-worker-" + number));
        }
        for (Runnable one : beside) {
            threads.add(new Thread(() -> doBeside(one), "db-snapshot-beside"));
        }
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
        try {
            keep();
            if (jobs > 1) {
                requireLocks();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            end(threads);
        }
        Throwable first = failure.get();
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException known) {
            throw known;
        }
    }

    private void doBeside(Runnable beside) {
        try {
            beside.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void keep() {
        DataSession session = DataSession.ofKeeper(keeper.session());
        while (!queue.isDone()) {
            Portion portion = next();
            if (portion != null) {
                copy.run(session, portion, portions.apply(portion.index()));
                queue.finished();
            } else if (!queue.isDone()) {
                requireLocks();
            }
        }
    }

    private @Nullable Portion next() {
        try {
            return queue.takeForKeeper(KEEP_ALIVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "the backup was cancelled", e);
        }
    }

    /** Without its locks somebody may have emptied a table, which no snapshot helps against. */
    private void requireLocks() {
        keeper.session().execute("SELECT 1");
    }

    private void work() {
        try {
            DataSession session = open();
            while (session != null) {
                Portion portion = queue.takeForWorker();
                if (portion == null) {
                    close(session);
                    return;
                }
                session = read(session, portion);
            }
        } catch (RuntimeException | Error e) {
            // Whoever ended without a word would be waited for: what it has taken nobody else reads.
            fail(e);
        }
    }

    /**
     * Reads a portion.
     *
     * @return the session to go on with, or {@code null} if none can be had any more
     */
    private @Nullable DataSession read(DataSession first, Portion portion) {
        DataSession session = first;
        for (int attempt = 1; ; attempt++) {
            try {
                if (copy.run(session, portion, portions.apply(portion.index()))) {
                    queue.finished();
                } else {
                    queue.leaveToKeeper(portion);
                }
                return session;
            } catch (RuntimeException | Error e) {
                closeAfter(session, e);
                boolean lost = e instanceof SnapshotException known && known.code() == ErrorCode.CONNECTION_LOST;
                if (!lost || attempt == ATTEMPTS || queue.isStopped()) {
                    throw e;
                }
                progress.on(new Progress.Warning(
                        e.getMessage() + "; a new session goes on with " + portion.label() + " from its beginning"));
            }
            session = open();
            if (session == null) {
                queue.leaveToKeeper(portion);
                return null;
            }
        }
    }

    /** One more session; {@code null} if there can be none, and the others do its work. */
    private @Nullable DataSession open() {
        try {
            Session session = keeper.openWorker();
            sessions.add(session);
            return DataSession.ofWorker(session);
        } catch (SnapshotException e) {
            if (!queue.isStopped()) {
                progress.on(new Progress.Warning(
                        "one session less reads data, which takes longer (" + e.getMessage() + ")"));
            }
            return null;
        }
    }

    private void close(DataSession session) {
        sessions.remove(session.session());
        session.close();
    }

    private void closeAfter(DataSession session, Throwable reason) {
        sessions.remove(session.session());
        session.session().closeAfter(reason);
    }

    /** The first failure counts; what others die of afterwards is its consequence. */
    private void fail(Throwable e) {
        Throwable first = failure.compareAndExchange(null, e);
        if (first != null && first != e) {
            first.addSuppressed(e);
        }
        queue.stop();
        sessions.cancel();
    }

    private void end(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    TimeUnit.MILLISECONDS.timedJoin(thread, JOIN_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    fail(new SnapshotException(ErrorCode.CANCELLED, "the backup was cancelled", e));
                }
                if (failure.get() != null && thread.isAlive()) {
                    // Again and again: a request that arrives between two statements cancels nothing.
                    sessions.cancel();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
