package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.Progress;
import java.util.concurrent.locks.ReentrantLock;

/** Passes events on one at a time, from whichever thread they come. Thread-safe. */
public final class OneAtATime implements Progress {

    private final Progress listener;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Passes events on.
     *
     * @param listener is called one event at a time
     */
    public OneAtATime(Progress listener) {
        this.listener = listener;
    }

    @Override
    public void on(Event event) {
        lock.lock();
        try {
            listener.on(event);
        } finally {
            lock.unlock();
        }
    }
}
