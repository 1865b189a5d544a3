package dev.dbsnapshot.archive;

import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Computes digests on a second processor while the caller reads on. Not safe for use by several threads; closing it ends
 * its thread.
 */
final class DigestThread implements AutoCloseable {

    /** One is read, one waits, one is digested. */
    private static final int CHUNKS = 3;

    private final int size;
    private final ExecutorService executor;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final Deque<Future<byte[]>> given = new ArrayDeque<>();

    DigestThread(int size) {
        this.size = size;
        this.executor = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "db-snapshot-digest");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A chunk to read into. */
    byte[] chunk() throws InterruptedIOException {
        if (given.size() == CHUNKS) {
            free.add(next());
        }
        byte[] chunk = free.poll();
        return chunk == null ? new byte[size] : chunk;
    }

    /** Adds the beginning of a chunk, whose content must stay until it is handed out again. */
    void update(MessageDigest digest, byte[] chunk, int count) {
        given.add(executor.submit(() -> {
            digest.update(chunk, 0, count);
            return chunk;
        }));
    }

    /** Waits until all that was added is in the digests. */
    void complete() throws InterruptedIOException {
        while (!given.isEmpty()) {
            free.add(next());
        }
    }

    private byte[] next() throws InterruptedIOException {
        try {
            return given.remove().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a digest failed", e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
