package dev.dbsnapshot.backup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands out portions: in the order of the archive, so that little has to wait beside it; but one that would be still
 * running when all others are done begins early. Thread-safe.
 */
final class WorkQueue {

    private final int jobs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final boolean[] taken;

    /** In the order of the archive; those that were taken are skipped. */
    private final Deque<Portion> inOrder;

    private final Deque<Portion> largestFirst;

    /** What only the session with the locks can read. */
    private final Deque<Portion> forKeeper = new ArrayDeque<>();

    private long bytesLeft;
    private int unfinished;
    private boolean stopped;

    WorkQueue(List<Portion> portions, int jobs) {
        this.jobs = jobs;
        this.taken = new boolean[portions.size()];
        this.unfinished = portions.size();
        List<Portion> open =
                portions.stream().filter(portion -> !portion.keeperOnly()).toList();
        portions.stream().filter(Portion::keeperOnly).forEach(forKeeper::add);
        this.inOrder = new ArrayDeque<>(open);
        this.largestFirst = new ArrayDeque<>(open.stream()
                .sorted(Comparator.comparingLong(Portion::estimate).reversed())
                .toList());
        this.bytesLeft = open.stream().mapToLong(Portion::estimate).sum();
    }

    /** The next portion for a worker, or {@code null} if there is none. */
    @Nullable
    Portion takeForWorker() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next portion for the session with the locks; waits for one, because others may leave it theirs.
     *
     * @param patience how long
     * @return {@code null} if there was none in that time, or {@link #isDone()}
     */
    @Nullable
    Portion takeForKeeper(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (true) {
                Portion portion = stopped ? null : forKeeper.isEmpty() ? next() : forKeeper.poll();
                if (portion != null || unfinished == 0 || stopped || left <= 0) {
                    return portion;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Portion next() {
        if (stopped) {
            return null;
        }
        skipTaken(inOrder);
        skipTaken(largestFirst);
        Portion largest = largestFirst.peek();
        Portion portion = largest != null && largest.estimate() * jobs > bytesLeft ? largest : inOrder.peek();
        if (portion != null) {
            taken[portion.index()] = true;
            bytesLeft -= portion.estimate();
        }
        return portion;
    }

    private void skipTaken(Deque<Portion> portions) {
        for (Portion first = portions.peek(); first != null && taken[first.index()]; first = portions.peek()) {
            portions.remove();
        }
    }

    /** A portion is complete. */
    void finished() {
        lock.lock();
        try {
            unfinished--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A worker cannot read a portion that it has taken: the session with the locks will. */
    void leaveToKeeper(Portion portion) {
        lock.lock();
        try {
            forKeeper.add(portion);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands out nothing any more. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all portions are complete, or nothing is handed out any more. */
    boolean isDone() {
        lock.lock();
        try {
            return unfinished == 0 || stopped;
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }
}
