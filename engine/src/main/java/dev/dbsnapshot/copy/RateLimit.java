package dev.dbsnapshot.copy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Lets so many bytes pass in a second, of all threads together. Thread-safe. */
public final class RateLimit {

    private static final long SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final AtomicLong free = new AtomicLong(System.nanoTime());

    /**
     * A limit.
     *
     * @param bytesPerSecond 0 means none
     */
    public RateLimit(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits until these bytes may pass; not at all in a thread that is interrupted. */
    public void pass(long bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        long cost = (long) ((double) bytes / bytesPerSecond * SECOND);
        long until = free.updateAndGet(before -> (before - now < 0 ? now : before) + cost);
        while (until - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, Math.min(until - System.nanoTime(), SECOND / 10));
        }
    }
}
