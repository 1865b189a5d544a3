package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parts of members whose place in the archive is not known yet: in memory while that lasts, otherwise in a file. Not
 * safe for use by several threads.
 */
final class WaitingContent {

    private static final int READ_BUFFER = 1 << 18;

    /** What happens in the archive once the bytes up to here are in it. */
    private sealed interface Event {
        long at();

        /** Of a member that also ends here only the result of the digest is kept. */
        @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
        record Begin(long at, String name, @Nullable MessageDigest digest, byte @Nullable [] result) implements Event {}

        record Rows(long at, long rows) implements Event {}

        record End(long at) implements Event {}
    }

    private final Chunks memory;
    private final SpoolFiles files;
    private final List<Event> events = new ArrayList<>();
    private final List<byte[]> chunks = new ArrayList<>();
    private int room;
    private long size;

    /** Of the member that began here. A member that began elsewhere is digested when its place is known. */
    private @Nullable MessageDigest digest;

    /** Which event that was. */
    private int begun;

    private @Nullable FileChannel file;

    WaitingContent(Chunks memory, SpoolFiles files) {
        this.memory = memory;
        this.files = files;
    }

    void begin(String name) {
        MessageDigest own = Digests.sha256();
        digest = own;
        begun = events.size();
        events.add(new Event.Begin(size, name, own, null));
    }

    void rows(long count) {
        events.add(new Event.Rows(size, count));
    }

    void end() {
        if (digest != null && events.get(begun) instanceof Event.Begin begin) {
            events.set(begun, new Event.Begin(begin.at(), begin.name(), null, digest.digest()));
        }
        digest = null;
        events.add(new Event.End(size));
    }

    void write(ByteBuffer content) {
        if (digest != null) {
            Digests.update(digest, content);
        }
        size += content.remaining();
        try {
            while (content.hasRemaining()) {
                if (file != null) {
                    writeFully(file, content);
                } else if (room > 0) {
                    int here = Math.min(room, content.remaining());
                    content.get(chunks.get(chunks.size() - 1), Chunks.SIZE - room, here);
                    room -= here;
                } else {
                    grow();
                }
            }
        } catch (IOException e) {
            throw cannotSpool(e);
        }
    }

    private void grow() throws IOException {
        byte[] more = memory.take();
        if (more != null) {
            chunks.add(more);
            room = Chunks.SIZE;
            return;
        }
        FileChannel spool = files.create();
        file = spool;
        // The last chunk is full, or there is none.
        for (byte[] chunk : chunks) {
            writeFully(spool, ByteBuffer.wrap(chunk));
        }
        memory.giveBack(chunks);
        chunks.clear();
    }

    private static void writeFully(FileChannel spool, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            spool.write(content);
        }
    }

    /** Does in the archive what was done here, and forgets it. */
    void moveTo(ArchiveWriter archive) {
        long at = 0;
        boolean digested = false;
        for (Event event : events) {
            copy(archive, at, event.at(), digested);
            at = event.at();
            if (event instanceof Event.Begin begin) {
                archive.member(begin.name(), begin.digest(), begin.result());
                digested = true;
            } else if (event instanceof Event.Rows rows) {
                archive.open().addRows(rows.rows());
            } else {
                archive.open().finish();
                digested = false;
            }
        }
        copy(archive, at, size, digested);
        clear();
    }

    private void copy(ArchiveWriter archive, long from, long to, boolean digested) {
        FileChannel spool = file;
        if (from == to) {
            return;
        }
        if (spool == null) {
            for (long at = from; at < to; ) {
                int start = (int) (at % Chunks.SIZE);
                int count = (int) Math.min(Chunks.SIZE - start, to - at);
                archive.open().write(ByteBuffer.wrap(chunks.get((int) (at / Chunks.SIZE)), start, count), digested);
                at += count;
            }
        } else if (digested) {
            archive.open().transfer(spool, from, to - from);
        } else {
            read(archive, spool, from, to);
        }
    }

    private static void read(ArchiveWriter archive, FileChannel spool, long from, long to) {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER);
        try {
            for (long at = from; at < to; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
                int read = spool.read(buffer, at);
                if (read < 0) {
                    throw new IOException("it is shorter than what was written to it");
                }
                archive.open().write(buffer.flip(), false);
                at += read;
            }
        } catch (IOException e) {
            throw cannotSpool(e);
        }
    }

    /** Forgets everything. */
    void clear() {
        memory.giveBack(chunks);
        chunks.clear();
        events.clear();
        room = 0;
        size = 0;
        digest = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw cannotSpool(e);
            } finally {
                file = null;
            }
        }
    }

    private static SnapshotException cannotSpool(IOException e) {
        return new SnapshotException(
                ErrorCode.IO,
                "cannot keep rows in a file beside the archive until their turn comes: " + e.getMessage()
                        + "; free some space, choose another folder, or use one session (--jobs 1)",
                e);
    }
}
