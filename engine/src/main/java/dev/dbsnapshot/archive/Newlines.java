package dev.dbsnapshot.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds lines eight bytes at a time: whoever looks at each byte of an archive needs longer than for its digest. Written
 * for a JVM that has not counted yet what runs how often: it puts only small methods, and those of a constant
 * {@link VarHandle}, into a loop that calls them; others, such as those of a buffer, it calls.
 */
public final class Newlines {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = EACH << 7;
    private static final long NEWLINES = EACH * '\n';
    private static final long BACKSLASHES = EACH * '\\';

    private Newlines() {}

    /**
     * Where the next line is that begins with a backslash.
     *
     * @param content is not changed
     * @param from where to begin, at least 1: whether a line begins there, the byte before it says
     * @param to where to end
     * @return the place of the backslash, or {@code to} if there is none before
     */
    public static int nextEscapedLine(byte[] content, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES && escaped(word(content, at), word(content, at - 1)) == 0) {
            at += Long.BYTES;
        }
        while (at < to && (content[at] != '\\' || content[at - 1] != '\n')) {
            at++;
        }
        return at;
    }

    /** Eight bytes. */
    static long word(byte[] content, int at) {
        return (long) WORDS.get(content, at);
    }

    /** Not 0 if one of eight bytes is a backslash behind a newline; the others are those one place before. */
    static long escaped(long word, long before) {
        return zeros((word ^ BACKSLASHES) | (before ^ NEWLINES));
    }

    private static long zeros(long word) {
        return (word - EACH) & ~word & HIGH;
    }

    /** How many of eight bytes are newlines. */
    static int count(long word) {
        long others = word ^ NEWLINES;
        // The highest bit of each byte stays clear only where the byte is zero; no carry reaches the next one.
        return Long.BYTES - Long.bitCount((((others & ~HIGH) + ~HIGH) | others) & HIGH);
    }
}
