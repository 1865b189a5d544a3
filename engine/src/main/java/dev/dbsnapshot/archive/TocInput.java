package dev.dbsnapshot.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and strings of {@code toc.dat} ({@code ReadInt}, {@code ReadStr}), which never reads or allocates beyond
 * the member's end. Not safe for use by several threads.
 */
final class TocInput {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final String archive;
    private final Member member;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int filled;
    private long position;
    private int intSize = 4;

    /** How many bytes of text there is room for, how many are kept, and how many were read since. */
    private final long room;

    private long kept;
    private long reading;

    /**
     * Begins at the first byte.
     *
     * @param room how many bytes of text may be kept at the same time
     */
    TocInput(InputStream in, String archive, Member member, long room) {
        this.room = room;
        this.in = in;
        this.archive = archive;
        this.member = member;
    }

    /** Sets how many bytes an integer has, 1 to 8. */
    void intSize(int bytes) {
        this.intSize = bytes;
    }

    long remaining() {
        return member.size() - position;
    }

    int readByte(String what) throws IOException {
        require(1, what);
        if (next == filled) {
            fill();
        }
        position++;
        return buffer[next++] & 0xff;
    }

    /** A sign byte and {@code intSize} bytes, the lowest first. */
    int readInt(String what) throws IOException {
        int sign = readByte(what);
        long value = 0;
        for (int i = 0; i < intSize; i++) {
            long b = readByte(what);
            if (i >= 4 && b != 0) {
                throw damaged(what + " is too large");
            }
            value |= b << (8 * i);
        }
        if (sign > 1 || value > Integer.MAX_VALUE) {
            throw damaged(what + " is not a number of the archive format");
        }
        return (int) (sign == 1 ? -value : value);
    }

    /** A string, each of its bytes as the character of the same number, or {@code null} for NULL. */
    @Nullable
    String readString(String what) throws IOException {
        int length = readInt(what);
        if (length < 0) {
            if (length != -1) {
                throw damaged("the length of " + what + " is " + length);
            }
            return null;
        }
        require(length, what);
        reading += length;
        if (kept + reading > room) {
            throw damaged("the first " + position + " of " + member.size() + " bytes take more than the " + room
                    + " bytes of memory that there are for it; give it more with -Xmx");
        }
        if (length == 0) {
            return "";
        }
        if (length > filled - next) {
            return checked(longBytes(length), 0, length, what);
        }
        String text = checked(buffer, next, length, what);
        next += length;
        position += length;
        return text;
    }

    /** Of what was read since this was told last, so many bytes are kept. */
    void keep(long bytes) {
        kept += bytes;
        reading = 0;
    }

    private String checked(byte[] bytes, int from, int length, String what) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == 0) {
                throw damaged(what + " holds a zero byte");
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Bytes that are not all in the buffer. */
    private byte[] longBytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int there = filled - next;
        System.arraycopy(buffer, next, bytes, 0, there);
        next = filled;
        if (in.readNBytes(bytes, there, length - there) < length - there) {
            throw new EOFException();
        }
        position += length;
        return bytes;
    }

    private void fill() throws IOException {
        filled = in.read(buffer, 0, buffer.length);
        next = 0;
        if (filled <= 0) {
            filled = 0;
            throw new EOFException();
        }
    }

    ArchiveException damaged(String problem) {
        return new ArchiveException(archive, member.offset() + position, "in toc.dat: " + problem);
    }

    /** A problem that belongs to no byte. */
    ArchiveException unreadable(String problem, Throwable cause) {
        return new ArchiveException(archive, -1, problem, cause);
    }

    private void require(long bytes, String what) {
        if (bytes > remaining()) {
            throw damaged(what + " should have " + bytes + " bytes, but toc.dat ends after " + remaining());
        }
    }
}
