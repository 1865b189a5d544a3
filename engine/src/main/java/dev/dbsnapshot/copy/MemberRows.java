package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.Newlines;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The rows of an archive's member: ends before the line {@code \.} that pg_dump writes after them, and fails where that
 * line is missing, because then rows are missing too. Not safe for use by several threads.
 *
 * <p>A value {@code \.} at the start of a line is written {@code \\.} by COPY, and no encoding that PostgreSQL knows has
 * a newline inside a character: so the line cannot be confused with data.
 */
final class MemberRows extends FilterInputStream {

    private static final int BUFFER = 1 << 16;

    private final String label;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    /** The buffer may be given out up to here: what follows may be the beginning of the terminator. */
    private int safe;

    private boolean atLineStart = true;
    private boolean ended;

    MemberRows(String label, InputStream member) {
        super(member);
        this.label = label;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (from == safe) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, safe - from);
        System.arraycopy(buffer, from, target, offset, count);
        from += count;
        return count;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = in.read(buffer, to, buffer.length - to);
        boolean last = read < 0;
        to += Math.max(read, 0);
        scan(last);
        if (last && !ended) {
            throw damaged("does not end with the terminator of COPY, a line \\.: rows are missing");
        }
    }

    /** Looks for the terminator from {@code from} on, and sets what is safe to give out. */
    private void scan(boolean last) throws IOException {
        int at = from;
        while (at < to) {
            if (atLineStart && buffer[at] == '\\') {
                int known = Math.min(3, to - at);
                if (known < 3 && !last) {
                    break;
                }
                boolean dot = known > 1 && buffer[at + 1] == '.';
                if (dot && (known == 2 || buffer[at + 2] == '\n')) {
                    ended = true;
                    safe = at;
                    requireBlank(at + known);
                    return;
                }
            }
            at = Newlines.nextEscapedLine(buffer, at + 1, to);
            atLineStart = buffer[at - 1] == '\n';
        }
        safe = at;
    }

    private void requireBlank(int position) throws IOException {
        for (int at = position; at < to; at++) {
            requireNewline(buffer[at]);
        }
        byte[] rest = new byte[16];
        for (int read = in.read(rest); read >= 0; read = in.read(rest)) {
            for (int at = 0; at < read; at++) {
                requireNewline(rest[at]);
            }
        }
    }

    private void requireNewline(byte found) {
        if (found != '\n') {
            throw damaged("goes on after the terminator of COPY, a line \\.");
        }
    }

    private SnapshotException damaged(String what) {
        return new SnapshotException(
                ErrorCode.ARCHIVE, "the data of " + label + " " + what + "; the archive is damaged: take another one");
    }
}
