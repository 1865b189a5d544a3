package dev.dbsnapshot.copy;

import dev.dbsnapshot.connect.Session;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One COPY ... TO stdout in PostgreSQL's frontend/backend protocol 3.0: a Query message, then CopyOutResponse, CopyData
 * as often as there are rows, CopyDone, CommandComplete, ReadyForQuery. The headers of the CopyData messages are
 * squeezed out inside the buffer, so that the sink gets large pieces.
 */
final class CopyOutProtocol {

    private static final int BUFFER = 1 << 18;
    private static final int HEADER = 5;

    private final Session session;
    private final String doing;
    private final ByteSink sink;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];

    /** What was received but not looked at stands in the buffer between these. */
    private int from;

    private int to;

    /** What is for the sink stands in the buffer from 0 up to here. */
    private int ready;

    /** How much of the current CopyData is still to come. */
    private int rest;

    private long rows = -1;
    private long bytes;

    @Nullable
    private RuntimeException failure;

    CopyOutProtocol(Session session, String doing, ByteSink sink) throws IOException {
        this.session = session;
        this.doing = doing;
        this.sink = sink;
        this.in = session.fromServer();
    }

    void send(String sql) throws IOException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(1 + 4 + text.length + 1);
        message.put((byte) 'Q').putInt(4 + text.length + 1).put(text).put((byte) 0);
        OutputStream out = session.toServer();
        out.write(message.array());
        out.flush();
    }

    Copied receive() throws IOException {
        boolean more = true;
        while (more) {
            fill();
            more = scan();
            deliver();
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (failure != null) {
            throw failure;
        }
        if (rows < 0) {
            throw new ProtocolException("the statement was no COPY ... TO stdout");
        }
        return new Copied(rows, bytes);
    }

    private void fill() throws IOException {
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new EOFException("the server closed it");
        }
        to += read;
    }

    /** Looks at what is in the buffer; ends with false at ReadyForQuery. */
    private boolean scan() throws IOException {
        while (from < to) {
            if (rest > 0) {
                int here = Math.min(rest, to - from);
                System.arraycopy(buffer, from, buffer, ready, here);
                ready += here;
                from += here;
                rest -= here;
            } else if (to - from < HEADER) {
                return true;
            } else {
                byte type = buffer[from];
                int length = ByteBuffer.wrap(buffer, from + 1, 4).getInt() - 4;
                if (length < 0) {
                    throw new ProtocolException("a message of type " + type + " has no length");
                }
                from += HEADER;
                if (type == 'd') {
                    rest = length;
                } else if (!handle(type, body(length))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean handle(byte type, byte[] body) throws IOException {
        switch (type) {
            case 'C' -> rows = rows(body);
            case 'E' -> fail(error(body));
            case 'Z' -> {
                return false;
            }
            // CopyOutResponse, CopyDone, and what may come at any time: notice, parameter, notification.
            case 'H', 'c', 'N', 'S', 'A' -> {}
            default -> throw new ProtocolException("unexpected message of type " + (char) type);
        }
        return true;
    }

    /** The whole of a message; those other than CopyData are small. */
    private byte[] body(int length) throws IOException {
        if (length > BUFFER) {
            throw new ProtocolException("a message of " + length + " bytes that is no data");
        }
        int here = Math.min(length, to - from);
        byte[] body = Arrays.copyOfRange(buffer, from, from + length);
        from += here;
        if (in.readNBytes(body, here, length - here) < length - here) {
            throw new EOFException("the server closed it");
        }
        return body;
    }

    private void deliver() {
        int count = ready;
        ready = 0;
        bytes += count;
        if (count == 0 || failure != null) {
            return;
        }
        try {
            sink.write(ByteBuffer.wrap(buffer, 0, count));
        } catch (RuntimeException e) {
            // The server is asked to stop, and what it has sent already is read and thrown away.
            fail(e);
            session.interrupt();
        }
    }

    private void fail(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private RuntimeException error(byte[] body) {
        String fields = new String(body, 0, Math.max(0, body.length - 1), StandardCharsets.UTF_8);
        return session.failed(doing, new PSQLException(new ServerErrorMessage(fields)));
    }

    private static long rows(byte[] tag) throws ProtocolException {
        String text = new String(tag, 0, Math.max(0, tag.length - 1), StandardCharsets.US_ASCII);
        if (!text.startsWith("COPY ")) {
            throw new ProtocolException("the statement was no COPY but " + text);
        }
        return Long.parseLong(text.substring("COPY ".length()));
    }
}
