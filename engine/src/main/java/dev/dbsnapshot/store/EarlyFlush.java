package dev.dbsnapshot.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a file to disk while it is being written, in a thread of its own: whoever flushes it at the end then waits for
 * the last megabytes only, and not for all of them. Confined to one thread.
 */
final class EarlyFlush implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EarlyFlush.class);

    /** So much has to be new; less is not worth a transaction of the file system. */
    private static final long STEP = 16L << 20;

    private static final long INTERVAL_MILLIS = 200;

    private final FileChannel channel;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable IOException failure;

    private EarlyFlush(FileChannel channel) {
        this.channel = channel;
        this.thread = new Thread(this::flush, "db-snapshot-flush");
        this.thread.setDaemon(true);
    }

    /** Begins; the channel is closed only after this. */
    static EarlyFlush of(FileChannel channel) {
        EarlyFlush flush = new EarlyFlush(channel);
        flush.thread.start();
        return flush;
    }

    private void flush() {
        try {
            long flushed = 0;
            while (!ended.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                long size = channel.size();
                if (size - flushed >= STEP) {
                    channel.force(false);
                    flushed = size;
                }
            }
        } catch (ClosedChannelException e) {
            LOG.debug("the file is closed, and whoever writes it knows that", e);
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            LOG.debug("interrupted, so that all is flushed at the end", e);
        }
    }

    /**
     * Ends it, before the last flush.
     *
     * @throws IOException what the disk has refused; Linux says so to one flush only, and the next one succeeds
     */
    void end() throws IOException {
        close();
        IOException known = failure;
        if (known != null) {
            throw known;
        }
    }

    @Override
    public void close() {
        ended.countDown();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                LOG.debug("interrupted while the last flush ends, which it does", e);
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
