package dev.dbsnapshot.copy;

import dev.dbsnapshot.connect.Session;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Some COPY ... TO stdout in one Query message of PostgreSQL's frontend/backend protocol 3.0: for each of them comes a
 * CopyOutResponse, CopyData as often as there are rows, CopyDone, CommandComplete, and after the last one ReadyForQuery.
 * The headers of the CopyData messages are squeezed out inside the buffer, so that the target gets large pieces.
 */
final class CopyOutProtocol {

    static final int BUFFER = 1 << 18;
    private static final int HEADER = 5;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Session session;
    private final List<CopyRequest> requests;
    private final Wakeups wakeups;
    private final byte[] buffer;

    /** What was received but not looked at stands in the buffer between these. */
    private int from;

    private int to;

    /** What is for the target stands in the buffer from 0 up to here. */
    private int ready;

    /** How much of the current CopyData is still to come. */
    private int rest;

    private int lastRead;
    private int done;
    private boolean copying;
    private long bytes;

    @Nullable
    private RuntimeException failure;

    CopyOutProtocol(Session session, List<CopyRequest> requests, byte[] buffer) {
        this.session = session;
        this.requests = requests;
        this.wakeups = new Wakeups(session::arrived);
        this.buffer = buffer;
    }

    /**
     * Sends the statements and receives what they return.
     *
     * @param before statements that return no rows and run first, each with its semicolon
     */
    void exchange(String before) throws IOException {
        send(before);
        receive(session.fromServer());
    }

    private void send(String before) throws IOException {
        StringBuilder sql = new StringBuilder(before);
        for (CopyRequest request : requests) {
            // A statement may end with a semicolon or without, and one more between them is none.
            sql.append(request.sql()).append(request.sql().stripTrailing().endsWith(";") ? "\n" : ";\n");
        }
        byte[] text = sql.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(1 + 4 + text.length + 1);
        message.put((byte) 'Q').putInt(4 + text.length + 1).put(text).put((byte) 0);
        OutputStream out = session.toServer();
        out.write(message.array());
        out.flush();
    }

    private void receive(InputStream in) throws IOException {
        boolean more = true;
        while (more) {
            fill(in);
            more = scan(in);
            deliver();
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (failure != null) {
            throw failure;
        }
        if (done < requests.size()) {
            throw new ProtocolException("the statement was no COPY ... TO stdout");
        }
    }

    private void fill(InputStream in) throws IOException {
        if (requests.size() == 1) {
            // The rows of small tables are sooner there than a nap ends.
            wakeups.gather(lastRead);
        }
        session.waits(true);
        try {
            lastRead = in.read(buffer, to, buffer.length - to);
        } finally {
            session.waits(false);
        }
        if (lastRead < 0) {
            throw new EOFException("the server closed it");
        }
        to += lastRead;
    }

    /** Looks at what is in the buffer; ends with false at ReadyForQuery. */
    private boolean scan(InputStream in) throws IOException {
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
                int length = (int) INT.get(buffer, from + 1) - 4;
                if (length < 0) {
                    throw new ProtocolException("a message of type " + type + " has no length");
                }
                from += HEADER;
                if (type == 'd') {
                    rest = length;
                } else if (!handle(type, body(length, in))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean handle(byte type, byte[] body) throws IOException {
        switch (type) {
            case 'H' -> begin();
            case 'C' -> complete(body);
            case 'E' -> fail(error(body));
            case 'Z' -> {
                return false;
            }
            // CopyDone, and what may come at any time: notice, parameter, notification.
            case 'c', 'N', 'S', 'A' -> {}
            default -> throw new ProtocolException("unexpected message of type " + (char) type);
        }
        return true;
    }

    /** The whole of a message; those other than CopyData are small. */
    private byte[] body(int length, InputStream in) throws IOException {
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

    private void begin() throws IOException {
        if (copying || done == requests.size()) {
            throw new ProtocolException("more COPY ... TO stdout than were sent");
        }
        copying = true;
        bytes = 0;
        act(() -> target().begin());
    }

    private void complete(byte[] tag) throws IOException {
        String text = new String(tag, 0, Math.max(0, tag.length - 1), StandardCharsets.US_ASCII);
        if (!copying) {
            if (text.startsWith("COPY ")) {
                throw new ProtocolException("the statement was no COPY ... TO stdout but " + text);
            }
            return; // Of a statement that ran before.
        }
        if (!text.startsWith("COPY ")) {
            throw new ProtocolException("the statement was no COPY but " + text);
        }
        deliver();
        Copied copied = new Copied(Long.parseLong(text.substring("COPY ".length())), bytes);
        act(() -> target().end(copied));
        copying = false;
        done++;
    }

    private CopyTarget target() {
        return requests.get(done).target();
    }

    private void deliver() {
        int count = ready;
        ready = 0;
        bytes += count;
        if (count > 0) {
            act(() -> target().write(ByteBuffer.wrap(buffer, 0, count)));
        }
    }

    private void act(Runnable action) {
        if (failure != null) {
            return;
        }
        try {
            action.run();
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
        return session.failed(doing(), new PSQLException(new ServerErrorMessage(fields)));
    }

    /** What errors say was being done. */
    String doing() {
        return "copying " + requests.get(Math.min(done, requests.size() - 1)).label();
    }
}
