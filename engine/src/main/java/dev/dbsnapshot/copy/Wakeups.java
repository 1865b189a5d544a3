package dev.dbsnapshot.copy;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets bytes gather before they are read. A server writes 8 KiB at a time; to be woken for each of these costs both
 * sides more than the copying. Not safe for use by several threads.
 */
final class Wakeups {

    /** Long enough for some hundred kilobytes at full speed; at the end of a table it is lost once. */
    private static final long NAP_NANOS = 300_000;

    private static final int ENOUGH = 1 << 17;

    /** What a server sends at once, so that more is to be expected. */
    private static final int FLOW = 1 << 13;

    /** After so many naps in a row that brought nothing, the link is slow or does not tell, and naps are no use. */
    private static final int LARGEST_VAIN = 16;

    private final Arrivals arrivals;
    private int vain;

    /** Tells how many bytes have arrived. */
    @FunctionalInterface
    interface Arrivals {
        int available() throws IOException;
    }

    Wakeups(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /**
     * Waits a moment if it is worth it.
     *
     * @param lastRead how many bytes the read before has brought
     */
    void gather(int lastRead) throws IOException {
        if (vain >= LARGEST_VAIN || lastRead < FLOW) {
            return;
        }
        int before = arrivals.available();
        if (before >= ENOUGH) {
            return;
        }
        LockSupport.parkNanos(this, NAP_NANOS);
        vain = arrivals.available() > before ? 0 : vain + 1;
    }
}
