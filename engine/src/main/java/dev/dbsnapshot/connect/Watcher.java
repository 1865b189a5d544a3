package dev.dbsnapshot.connect;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A second thread that looks after something from time to time, and is gone when this is closed. */
final class Watcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    private boolean ended;

    private Watcher(String name, Consumer<Watcher> body) {
        this.thread = new Thread(() -> body.accept(this), name);
        this.thread.setDaemon(true);
    }

    /**
     * Starts it.
     *
     * @param body ends soon after {@link #endsWithin} has returned true
     */
    static Watcher start(String name, Consumer<Watcher> body) {
        Watcher watcher = new Watcher(name, body);
        watcher.thread.start();
        return watcher;
    }

    /** Waits; tells whether the watching has come to its end meanwhile. */
    boolean endsWithin(Duration interval) {
        lock.lock();
        try {
            long left = interval.toNanos();
            while (!ended && left > 0) {
                left = end.awaitNanos(left);
            }
            return ended;
        } catch (InterruptedException e) {
            LOG.debug("the watcher itself was interrupted, and ends", e);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            end.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join();
        } catch (InterruptedException e) {
            LOG.debug("interrupted while the watcher ends, which it does", e);
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
