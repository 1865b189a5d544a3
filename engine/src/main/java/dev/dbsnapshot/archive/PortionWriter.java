package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.toc.Toc;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes a portion of an archive: some members, or a part of one. Goes straight into the file when all portions before
 * are complete, and waits until then. Confined to one thread at a time; other portions are written by others meanwhile.
 */
public final class PortionWriter {

    private static final int BUFFER = 1 << 16;

    private final OrderedMembers all;
    private final int index;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable WaitingContent waiting;
    private ArchiveWriter.@Nullable Mark start;
    private boolean finished;

    PortionWriter(OrderedMembers all, int index) {
        this.all = all;
        this.index = index;
    }

    /** Begins a member; see {@link ArchiveWriter#member(String)}. */
    public void begin(String name) {
        lock.lock();
        try {
            if (start != null) {
                all.archive().member(name);
            } else {
                waiting().begin(name);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Appends bytes, all that the buffer has left, to the member that was begun last. */
    public void write(ByteBuffer content) {
        lock.lock();
        try {
            if (start != null) {
                all.archive().open().write(content);
            } else {
                waiting().write(content);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The content of the member that was begun last as a stream, buffered; closing the stream does not end the member. */
    public OutputStream stream() {
        return new BufferedOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        PortionWriter.this.write(ByteBuffer.wrap(new byte[] {(byte) b}));
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        PortionWriter.this.write(ByteBuffer.wrap(bytes, offset, length));
                    }
                },
                BUFFER);
    }

    /**
     * Writes the table of contents as a member, which has to be the first one, its texts in this encoding.
     *
     * @param zone the time zone of the creation time
     * @param encoding what the entry ENCODING names, with what encodes it
     */
    public void toc(Toc toc, ZoneId zone, TextEncoding encoding) {
        begin(MemberNames.TOC);
        try (OutputStream out = stream()) {
            TocWriter.write(toc, zone, encoding, out);
        } catch (IOException e) {
            throw new SnapshotException(ErrorCode.IO, "cannot write the table of contents: " + e.getMessage(), e);
        }
        end();
    }

    /** So many rows of a table were written. */
    public void addRows(long count) {
        lock.lock();
        try {
            if (start != null) {
                all.archive().open().addRows(count);
            } else {
                waiting().rows(count);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the member that was begun last. */
    public void end() {
        lock.lock();
        try {
            if (start != null) {
                all.archive().open().finish();
            } else {
                waiting().end();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes back everything that this portion was given, so that it can be given again. */
    public void restart() {
        lock.lock();
        try {
            if (start != null) {
                all.archive().reset(start);
            } else {
                forget();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the portion. What waits behind it goes into the file now, before this returns. */
    public void finish() {
        boolean next;
        lock.lock();
        try {
            finished = true;
            next = start != null;
        } finally {
            lock.unlock();
        }
        if (next) {
            all.advance(index + 1);
        }
    }

    /**
     * All portions before are in the file.
     *
     * @return whether this one is too
     */
    boolean promote() {
        lock.lock();
        try {
            start = all.archive().mark();
            if (waiting != null) {
                waiting.moveTo(all.archive());
                waiting = null;
            }
            return finished;
        } finally {
            lock.unlock();
        }
    }

    /** Releases memory and files. */
    void forget() {
        lock.lock();
        try {
            if (waiting != null) {
                waiting.clear();
                waiting = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private WaitingContent waiting() {
        WaitingContent content = waiting;
        if (content == null) {
            content = all.newContent();
            waiting = content;
        }
        return content;
    }
}
