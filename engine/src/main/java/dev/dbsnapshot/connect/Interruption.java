package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a thread that waits for a server interruptible: reading a socket does not hear {@link Thread#interrupt}, so a
 * second thread watches, and cancels what the session is doing. It ends when this is closed.
 */
public final class Interruption implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
    private static final long INTERVAL_MILLIS = 100;

    private final Thread watched;
    private final Session session;
    private final Thread watcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    private boolean ended;

    private Interruption(Thread watched, Session session) {
        this.watched = watched;
        this.session = session;
        this.watcher = new Thread(this::watch, "db-snapshot-cancel");
        this.watcher.setDaemon(true);
    }

    /** Watches the calling thread, which uses the session. */
    public static Interruption cancels(Session session) {
        Interruption interruption = new Interruption(Thread.currentThread(), session);
        interruption.watcher.start();
        return interruption;
    }

    /**
     * Does work in a session, and cancels it when the calling thread is interrupted; that is thrown too if the work did
     * not notice.
     *
     * @param session the session that the work uses
     * @param work what is done
     * @throws SnapshotException (CANCELLED), or what the work throws
     */
    public static <T> T during(Session session, Supplier<T> work) {
        Interruption interruption = cancels(session);
        T result;
        try {
            result = work.get();
        } finally {
            interruption.close();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled");
        }
        return result;
    }

    private void watch() {
        lock.lock();
        try {
            while (!ended) {
                if (watched.isInterrupted()) {
                    cancel();
                }
                boolean signalled = end.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
                LOG.trace("watching {}, {}", watched, signalled);
            }
        } catch (InterruptedException e) {
            LOG.debug("the watcher itself was interrupted, and ends", e);
        } finally {
            lock.unlock();
        }
    }

    // Again and again until the work has ended: a request that arrives between two statements cancels nothing.
    private void cancel() {
        try {
            session.cancel();
        } catch (RuntimeException e) {
            LOG.warn("cannot cancel what the session is doing", e);
        }
    }

    /** Ends the watching; the watcher is gone when this returns. */
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
            watcher.join();
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
