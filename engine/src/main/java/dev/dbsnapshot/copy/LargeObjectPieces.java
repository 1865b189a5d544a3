package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes COPY's binary format apart, of rows (oid int8, start int8, content bytea): a header of 19 bytes, then per row
 * the number of fields and per field its length and its bytes, and -1 as the number of fields at the end. Checks that
 * every object comes once, in order and without gaps.
 */
final class LargeObjectPieces implements ByteSink {

    private static final int FILE_HEADER = 19;
    private static final int FIELD_COUNT = 2;
    private static final int ROW_HEADER = 4 + 8 + 4 + 8 + 4;

    private final Iterator<Long> expected;
    private final int pieceSize;
    private final LargeObjectSink sink;
    private final ByteBuffer header = ByteBuffer.allocate(64);
    private State state = State.FILE_HEADER;
    private int rest;
    private long current;
    private long start;
    private long bytes;

    @Nullable
    private ByteSink content;

    private enum State {
        FILE_HEADER,
        FIELD_COUNT,
        ROW_HEADER,
        CONTENT,
        END
    }

    LargeObjectPieces(List<Long> oids, int pieceSize, LargeObjectSink sink) {
        this.expected = oids.iterator();
        this.pieceSize = pieceSize;
        this.sink = sink;
        await(State.FILE_HEADER, FILE_HEADER);
    }

    @Override
    public void write(ByteBuffer received) {
        while (received.hasRemaining()) {
            switch (state) {
                case CONTENT -> pass(received);
                case END -> throw unexpected("more data after its end");
                default -> gather(received);
            }
        }
    }

    /** Ends the last object, and tells how many bytes all had. */
    long finish() {
        endObject();
        if (state != State.END || expected.hasNext()) {
            throw unexpected("fewer objects than asked for");
        }
        return bytes;
    }

    private void await(State next, int size) {
        state = next;
        header.clear().limit(size);
    }

    private void gather(ByteBuffer received) {
        while (header.hasRemaining() && received.hasRemaining()) {
            header.put(received.get());
        }
        if (header.hasRemaining()) {
            return;
        }
        header.flip();
        switch (state) {
            case FILE_HEADER -> await(State.FIELD_COUNT, FIELD_COUNT);
            case FIELD_COUNT -> {
                if (header.getShort() < 0) {
                    state = State.END;
                } else {
                    await(State.ROW_HEADER, ROW_HEADER);
                }
            }
            default -> beginPiece();
        }
    }

    private void beginPiece() {
        header.getInt();
        long oid = header.getLong();
        header.getInt();
        long at = header.getLong();
        rest = header.getInt();
        if (at == 0) {
            endObject();
            if (!expected.hasNext() || expected.next() != oid) {
                throw unexpected("object " + oid + " out of order");
            }
            current = oid;
            start = 0;
            content = sink.begin(oid);
        } else if (oid != current || at != start + pieceSize) {
            throw unexpected("byte " + at + " of object " + oid + " out of order");
        }
        start = at;
        state = State.CONTENT;
        if (rest <= 0) {
            await(State.FIELD_COUNT, FIELD_COUNT);
        }
    }

    private void pass(ByteBuffer received) {
        int here = Math.min(rest, received.remaining());
        ByteBuffer part = received.duplicate().limit(received.position() + here);
        received.position(received.position() + here);
        rest -= here;
        bytes += here;
        if (content != null) {
            content.write(part);
        }
        if (rest == 0) {
            await(State.FIELD_COUNT, FIELD_COUNT);
        }
    }

    private void endObject() {
        if (content != null) {
            content = null;
            sink.end(current);
        }
    }

    private static SnapshotException unexpected(String what) {
        return new SnapshotException(
                ErrorCode.SERVER, "copying large objects: the server sent " + what + "; this should be reported");
    }
}
