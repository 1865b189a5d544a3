package dev.dbsnapshot.testdata.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What goes wrong with the streams of the stand-in, for a test to decide. Thread-safe. */
public final class Faults {

    private static final long STALL_MILLIS = 200;

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong toClients = new AtomicLong();
    private final AtomicLong toServers = new AtomicLong();
    private volatile long cutAfter = Long.MAX_VALUE;
    private volatile long cutUploadAfter = Long.MAX_VALUE;
    private volatile long cutOneAfter = Long.MAX_VALUE;
    private volatile long stallOneAfter = Long.MAX_VALUE;
    private volatile long endSilentlyAfter = Long.MAX_VALUE;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private boolean frozen;

    Faults() {}

    /** From now on nobody gets an answer, and no byte moves, as when the API server's process is stopped. */
    public synchronized void freeze() {
        frozen = true;
    }

    /** Ends {@link #freeze}. */
    public synchronized void thaw() {
        frozen = false;
        notifyAll();
    }

    /** Cuts all streams as soon as this many more bytes have gone to clients; once. */
    public void cutAfter(long bytes) {
        cutAfter = toClients.get() + bytes;
    }

    /** Cuts all streams as soon as this many more bytes have come from clients; once. */
    public void cutUploadAfter(long bytes) {
        cutUploadAfter = toServers.get() + bytes;
    }

    /** Cuts, after this many more bytes to clients, the stream that carries the next ones, and no other; once. */
    public void cutOneAfter(long bytes) {
        cutOneAfter = toClients.get() + bytes;
    }

    /** Lets nothing more pass, after this many more bytes to clients, on the stream that carries the next ones; once. */
    public void stallOneAfter(long bytes) {
        stallOneAfter = toClients.get() + bytes;
    }

    /** Cuts off the output of an exec after this many more bytes, as if the command had ended well; once. */
    public void endSilentlyAfter(long bytes) {
        endSilentlyAfter = toClients.get() + bytes;
    }

    /** Whether the output of an exec is to be cut off now. */
    boolean endsSilently() {
        boolean ends = toClients.get() > endSilentlyAfter;
        if (ends) {
            endSilentlyAfter = Long.MAX_VALUE;
        }
        return ends;
    }

    /** Lets streams pass no more than this. */
    public void slow(long bytesPerSecondOfOneStream) {
        bytesPerSecond = bytesPerSecondOfOneStream;
    }

    /** Cuts all streams now; new ones are accepted. */
    public void cut() {
        open.forEach(stream -> {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Whether all that was asked for to happen once has happened. */
    public boolean wasDone() {
        return cutAfter == Long.MAX_VALUE
                && cutUploadAfter == Long.MAX_VALUE
                && cutOneAfter == Long.MAX_VALUE
                && stallOneAfter == Long.MAX_VALUE
                && endSilentlyAfter == Long.MAX_VALUE;
    }

    /** How many streams are open. */
    public int openStreams() {
        return open.size();
    }

    /** How many bytes streams have carried to clients. */
    public long bytesToClients() {
        return toClients.get();
    }

    void opened(Closeable stream) {
        open.add(stream);
    }

    void closed(Closeable stream) {
        open.remove(stream);
    }

    /** Called before bytes are passed on. */
    void pass(boolean toClient, int bytes) throws InterruptedException {
        awaitThaw();
        long rate = bytesPerSecond;
        if (rate != Long.MAX_VALUE) {
            Thread.sleep(Math.max(1, bytes * 1000L / rate));
        }
        if (toClient && toClients.addAndGet(bytes) > cutAfter) {
            cutAfter = Long.MAX_VALUE;
            cut();
        }
        if (!toClient && toServers.addAndGet(bytes) > cutUploadAfter) {
            cutUploadAfter = Long.MAX_VALUE;
            cut();
        }
    }

    /** The same for bytes to a client, on this stream. */
    void pass(Closeable stream, int bytes) throws InterruptedException, IOException {
        pass(true, bytes);
        if (toClients.get() > cutOneAfter) {
            cutOneAfter = Long.MAX_VALUE;
            stream.close();
        }
        if (toClients.get() > stallOneAfter) {
            stallOneAfter = Long.MAX_VALUE;
            while (open.contains(stream)) {
                Thread.sleep(STALL_MILLIS); // Until everything ends: the thread is a daemon.
            }
        }
    }

    synchronized void awaitThaw() throws InterruptedException {
        while (frozen) {
            wait();
        }
    }
}
