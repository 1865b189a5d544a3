package dev.dbsnapshot.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A limited number of pieces of memory, which are used again and again. Thread-safe. */
final class Chunks {

    static final int SIZE = 1 << 16;

    private final Deque<byte[]> free = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long left;

    Chunks(long bytes) {
        this.left = bytes / SIZE;
    }

    /** One of them, or {@code null} if all are in use. */
    byte @Nullable [] take() {
        lock.lock();
        try {
            byte[] used = free.poll();
            if (used != null || left == 0) {
                return used;
            }
            left--;
        } finally {
            lock.unlock();
        }
        return new byte[SIZE];
    }

    void giveBack(Iterable<byte[]> chunks) {
        lock.lock();
        try {
            chunks.forEach(free::push);
        } finally {
            lock.unlock();
        }
    }
}
