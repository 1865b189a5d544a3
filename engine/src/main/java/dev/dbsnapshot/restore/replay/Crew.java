package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.toc.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several sessions that share out work: each takes what has the longest chain of work behind it among all that is ready
 * and wants no lock that another one holds. The first failure, or an interruption of the thread that waits, cancels all.
 */
final class Crew {

    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);
    private static final long CANCEL_AGAIN_MILLIS = 100;

    /** More in one message gain nothing, and whoever watches wants to see something. */
    private static final int LARGEST_GROUP = 20;

    private final List<TunedSession> sessions;
    private final Set<Integer> processes;
    private final List<Work> all;
    private final ArchiveReader reader;
    private final RestorePlan plan;
    private final Loads loads;
    private final Steps steps;
    private final SmallSteps small;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Work> ready =
            new TreeSet<>(Comparator.comparingLong(Work::longest).reversed().thenComparingInt(Work::place));
    private final List<Work> running = new ArrayList<>();
    private int left;
    private int dataLeft;
    private int working;
    private @Nullable Throwable failure;

    Crew(List<TunedSession> sessions, List<Work> work, ArchiveReader reader, RestorePlan plan, Progress progress) {
        this.sessions = List.copyOf(sessions);
        this.processes =
                sessions.stream().map(each -> each.session().backendPid()).collect(Collectors.toUnmodifiableSet());
        this.all = work;
        this.reader = reader;
        this.plan = plan;
        this.left = work.size();
        this.dataLeft = (int) work.stream().filter(Work::data).count();
        this.loads = new Loads(progress, work);
        this.steps = new Steps(progress, work);
        this.small = SmallSteps.of(reader);
        work.stream().filter(Work::ready).forEach(ready::add);
    }

    /** Blocks until everything is done, or all threads have ended after a failure. */
    void run() {
        if (all.isEmpty()) {
            return;
        }
        loads.begin();
        List<Thread> threads = new ArrayList<>();
        for (TunedSession session : sessions) {
            Thread thread = new Thread(() -> work(session), "db-snapshot-restore-" + (threads.size() + 1));
            thread.setDaemon(true);
            threads.add(thread);
        }
        working = threads.size();
        threads.forEach(Thread::start);
        boolean interrupted = await();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failed = failure;
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed instanceof RuntimeException exception) {
            throw exception;
        }
        if (left > 0) {
            String first = all.stream()
                    .filter(work -> !work.ready())
                    .findFirst()
                    .map(work -> Step.Labels.of(work.entry()))
                    .orElse("");
            throw new SnapshotException(
                    ErrorCode.ARCHIVE,
                    "entries of the archive wait for each other, the first of them " + first
                            + ": restore in place with one job, which takes them in their order");
        }
    }

    ParallelReplay.Loaded loaded() {
        return loads.loaded();
    }

    /** Waits for the threads, and makes them end if something failed. */
    private boolean await() {
        boolean interrupted = false;
        lock.lock();
        try {
            while (working > 0) {
                try {
                    boolean signalled = changed.await(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                    LOG.trace("waiting for {} threads, {}", working, signalled);
                } catch (InterruptedException e) {
                    interrupted = true;
                    fail(new SnapshotException(ErrorCode.CANCELLED, "the restore was cancelled", e));
                }
                if (failure != null) {
                    // Again and again: a request that arrives between two statements cancels nothing.
                    cancel();
                }
            }
        } finally {
            lock.unlock();
        }
        return interrupted;
    }

    private void cancel() {
        for (TunedSession session : sessions) {
            try {
                session.session().cancel();
            } catch (RuntimeException e) {
                LOG.warn("cannot cancel what a session is doing", e);
            }
        }
    }

    private void work(TunedSession session) {
        Worker worker = new Worker(session, processes, reader, plan, loads);
        try {
            for (List<Work> next = take(); !next.isEmpty(); next = take()) {
                next.forEach(steps::started);
                worker.restore(next, isLast());
                next.forEach(steps::finished);
                next.forEach(this::done);
            }
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                fail(e);
            } finally {
                lock.unlock();
            }
        } finally {
            lock.lock();
            try {
                working--;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The next piece of work, or several small ones that go in one message; empty if there is none left or something
     * failed. Waits where it must.
     */
    private List<Work> take() {
        lock.lock();
        try {
            while (failure == null && left > 0 && !(ready.isEmpty() && running.isEmpty())) {
                List<Work> taken = group();
                if (!taken.isEmpty()) {
                    taken.forEach(ready::remove);
                    running.addAll(taken);
                    return taken;
                }
                changed.awaitUninterruptibly();
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Together they want no lock that others hold; each other's do not matter, and half is left to the others. */
    private List<Work> group() {
        int most = Math.min(LARGEST_GROUP, 1 + ready.size() / sessions.size() / 2);
        List<Work> group = new ArrayList<>();
        for (Work work : ready) {
            boolean fits = group.isEmpty()
                    || (mayShare(work) && work.settings().equals(group.get(0).settings()));
            if (fits && running.stream().noneMatch(work::conflictsWith)) {
                group.add(work);
                if (group.size() >= most || !mayShare(work)) {
                    break;
                }
            }
        }
        return group;
    }

    /** What nobody knows the locks of goes alone, so that it holds none while it waits for another. */
    private boolean mayShare(Work work) {
        return small.contains(work.entry()) && !work.tables().isEmpty();
    }

    /** Whether all that is left has begun. */
    private boolean isLast() {
        lock.lock();
        try {
            return left == running.size();
        } finally {
            lock.unlock();
        }
    }

    private void done(Work work) {
        lock.lock();
        try {
            running.remove(work);
            left--;
            ready.addAll(work.release());
            if (work.entry().section() == Section.DATA && --dataLeft == 0) {
                steps.dataIsThere();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e && failure.getSuppressed().length < sessions.size()) {
            failure.addSuppressed(e);
        }
        changed.signalAll();
    }
}
