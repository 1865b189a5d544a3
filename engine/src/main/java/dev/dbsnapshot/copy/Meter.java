package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.Progress;
import java.util.concurrent.atomic.AtomicLong;

/** Counts bytes as they flow, and tells of them each time that some megabytes have. Thread-safe. */
public final class Meter {

    /** Often enough for a person at any speed, too seldom to cost anything. */
    private static final long STEP = 4L << 20;

    private final Progress progress;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong told = new AtomicLong();

    /**
     * Begins at zero.
     *
     * @param progress who is told
     */
    public Meter(Progress progress) {
        this.progress = progress;
    }

    /**
     * Bytes have flowed.
     *
     * @param count how many since the last call; negative where some count no more, because they are read again
     */
    public void add(long count) {
        long now = bytes.addAndGet(count);
        long before = told.get();
        if (now - before >= STEP && told.compareAndSet(before, now)) {
            progress.on(new Progress.BytesMoved(now));
        }
    }

    /** Tells how many they are now. */
    public void tell() {
        long now = bytes.get();
        told.set(now);
        progress.on(new Progress.BytesMoved(now));
    }

    /** All bytes so far. */
    public long bytes() {
        return bytes.get();
    }
}
