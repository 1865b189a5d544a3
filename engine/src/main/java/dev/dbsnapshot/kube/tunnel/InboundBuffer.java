package dev.dbsnapshot.kube.tunnel;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from a WebSocket to whoever reads the socket. Who brings more than fits waits, and so does, through
 * TCP, the server. As with a real socket, an interrupt does not end a read: closing does.
 */
final class InboundBuffer {

    private static final int CAPACITY = 1 << 20;

    /** Longer than the pauses of whoever watches the thread. */
    private static final long SHOWN_NANOS = 120_000_000;

    private static final long HIDDEN_NANOS = 600_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private int bytes;
    private boolean ended;
    private boolean closed;

    @Nullable
    private IOException failure;

    /** Takes a piece, which nobody changes afterwards; waits while there is no room. */
    void put(ByteBuffer piece) {
        lock.lock();
        try {
            while (bytes >= CAPACITY && !closed) {
                changed.awaitUninterruptibly();
            }
            if (!closed && piece.hasRemaining()) {
                pieces.add(piece);
                bytes += piece.remaining();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more, because of this; what has come before can still be read. The first reason counts. */
    void fail(IOException reason) {
        lock.lock();
        try {
            if (failure == null && !ended) {
                failure = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any more: what comes is thrown away. */
    void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Throws what broke the connection, if anything did. */
    void requireWhole() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new SocketException("the socket is closed");
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads at least one byte, or returns -1 at the end. Zero milliseconds wait without limit. */
    int read(byte[] target, int offset, int length, int timeoutMillis) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            await(timeoutMillis);
            ByteBuffer first = pieces.peek();
            if (first == null) {
                return -1;
            }
            int read = 0;
            while (first != null && read < length) {
                int part = Math.min(first.remaining(), length - read);
                first.get(target, offset + read, part);
                read += part;
                if (!first.hasRemaining()) {
                    pieces.remove();
                    first = pieces.peek();
                }
            }
            bytes -= read;
            changed.signalAll();
            return read;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets others see that the thread was interrupted, as they would of one that reads a real socket: whoever cancels
     * statements for it watches it. Waiting hides that, so for a moment nobody waits.
     *
     * @return how long that took, in nanoseconds
     */
    private long show() {
        Thread.currentThread().interrupt();
        long begun = System.nanoTime();
        lock.unlock();
        try {
            while (System.nanoTime() - begun < SHOWN_NANOS) {
                Thread.onSpinWait();
            }
        } finally {
            lock.lock();
        }
        boolean unused = Thread.interrupted();
        return System.nanoTime() - begun;
    }

    /** Waits for a piece or for the end. */
    private void await(int timeoutMillis) throws IOException {
        boolean interrupted = false;
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            while (pieces.isEmpty()) {
                requireWhole();
                if (ended) {
                    return;
                }
                if (interrupted) {
                    left -= show();
                    if (!pieces.isEmpty() || ended || closed || failure != null) {
                        continue; // It came meanwhile.
                    }
                }
                try {
                    if (interrupted && (timeoutMillis == 0 || left > HIDDEN_NANOS)) {
                        left -= HIDDEN_NANOS - changed.awaitNanos(HIDDEN_NANOS);
                    } else if (timeoutMillis == 0) {
                        changed.await();
                    } else if (left > 0) {
                        left = changed.awaitNanos(left);
                    } else {
                        throw new SocketTimeoutException("nothing was received for " + timeoutMillis + " ms");
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (closed) {
                throw new SocketException("the socket is closed");
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
