package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.Progress;

/** Counts bytes as they flow, and tells of them each time that some megabytes have. Not safe for use by several threads. */
public final class Meter {

    /** Often enough for a person at any speed, too seldom to cost anything. */
    private static final long STEP = 4L << 20;

    private final Progress progress;
    private long bytes;
    private long told;

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
     * @param count how many since the last call
     */
    public void add(long count) {
        bytes += count;
        if (bytes - told >= STEP) {
            tell();
        }
    }

    /** Tells how many they are now. */
    public void tell() {
        told = bytes;
        progress.on(new Progress.BytesMoved(bytes));
    }

    /** All bytes so far. */
    public long bytes() {
        return bytes;
    }
}
