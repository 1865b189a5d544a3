package dev.dbsnapshot.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds newlines eight bytes at a time: whoever looks at each byte of an archive needs longer than for its digest. */
public final class Newlines {

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = EACH << 7;
    private static final long NEWLINES = EACH * '\n';

    private Newlines() {}

    /**
     * A view of an array for {@link #next}.
     *
     * @param bytes is not copied
     */
    public static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Where the next newline is.
     *
     * @param bytes from {@link #view}
     * @param from where to begin
     * @param to where to end
     * @return its place, or {@code to} if there is none before
     */
    public static int next(ByteBuffer bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long others = bytes.getLong(at) ^ NEWLINES;
            // The lowest bit that is set belongs to the first byte that is zero now.
            long found = (others - EACH) & ~others & HIGH;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes.get(at) != '\n') {
            at++;
        }
        return at;
    }
}
