package dev.dbsnapshot.kube.scale;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something in a cluster by asking again and again, up to a limit. */
record Patience(Duration limit) {

    private static final Duration PAUSE = Duration.ofMillis(250);

    /** Whether it came true in time. */
    boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Tries again after failures of the connection; in the end says what is left to do by hand. */
    void insist(Runnable act, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                act.run();
                return;
            } catch (SnapshotException e) {
                if (e.code() != ErrorCode.CONNECTION || System.nanoTime() > end) {
                    throw new SnapshotException(e.code(), otherwise.get() + " (" + e.getMessage() + ")", e);
                }
                pause();
            }
        }
    }

    /** Half a second, or less if the person cancels. */
    static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled while waiting for the cluster", e);
        }
    }

    @Override
    public String toString() {
        return limit.toSeconds() + " s";
    }
}
