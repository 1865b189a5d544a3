package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes a thread that waits for a server interruptible: reading a socket does not hear {@link Thread#interrupt}, so a
 * second thread watches, and cancels what the sessions are doing. It ends when this is closed.
 */
public final class Interruption implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Watcher watcher;

    private Interruption(Watcher watcher) {
        this.watcher = watcher;
    }

    /** Watches the calling thread, which uses the session. */
    public static Interruption cancels(Session session) {
        SessionGroup one = new SessionGroup();
        one.add(session);
        return cancels(one);
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

    /** Watches the calling thread, for which these sessions work. */
    public static Interruption cancels(SessionGroup sessions) {
        Thread watched = Thread.currentThread();
        return new Interruption(Watcher.start("db-snapshot-cancel", watcher -> {
            do {
                if (watched.isInterrupted()) {
                    // Again and again until the work has ended: a request that arrives between two statements
                    // cancels nothing.
                    sessions.cancel();
                }
            } while (!watcher.endsWithin(INTERVAL));
        }));
    }

    /** Ends the watching; the watcher is gone when this returns. */
    @Override
    public void close() {
        watcher.close();
    }
}
