package dev.dbsnapshot.testdata.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The server's end of one WebSocket (RFC 6455), with blocking reads and writes: who does not read, stops the other
 * side, and a ping is answered only when it is read, as in the kubelet. Reading and writing may happen in two threads.
 */
final class ServerWebSocket {

    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private final Faults faults;

    private ServerWebSocket(Socket socket, DataInputStream in, OutputStream out, Faults faults) {
        this.faults = faults;
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    /** Agrees to the upgrade. */
    static ServerWebSocket accept(Socket socket, HttpHead head, Faults faults) throws IOException {
        String key = head.header("Sec-WebSocket-Key").orElseThrow(() -> new IOException("no key")) //
                + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        String protocol = head.header("Sec-WebSocket-Protocol").orElse("v4.channel.k8s.io");
        OutputStream out = socket.getOutputStream();
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: " + protocol + "\r\nSec-WebSocket-Accept: " + digest(key)
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return new ServerWebSocket(
                socket, new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65536)), out, faults);
    }

    private static String digest(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message; empty when the client has closed the WebSocket. */
    Optional<byte[]> read() throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            byte[] payload = payload();
            switch (first & 15) {
                case CLOSE -> {
                    write(CLOSE, payload, payload.length);
                    return Optional.empty();
                }
                case PING -> {
                    awaitThaw();
                    write(PONG, payload, payload.length);
                }
                case PONG -> {}
                default -> {
                    return Optional.of(payload);
                }
            }
        }
    }

    /** A server whose process is stopped answers nothing, pings included. */
    private void awaitThaw() throws IOException {
        try {
            faults.awaitThaw();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the stand-in is closing");
        }
    }

    private byte[] payload() throws IOException {
        int second = in.readUnsignedByte();
        long length = second & 127;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = new byte[4];
        if ((second & 128) != 0) {
            in.readFully(mask);
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    /** Sends bytes of one channel. */
    void send(int channel, byte[] bytes, int length) throws IOException {
        byte[] message = new byte[length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, 0, message, 1, length);
        write(BINARY, message, message.length);
    }

    void send(int channel, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(channel, bytes, bytes.length);
    }

    private synchronized void write(int kind, byte[] payload, int length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(10);
        head.put((byte) (128 | kind));
        if (length < 126) {
            head.put((byte) length);
        } else if (length < 65536) {
            head.put((byte) 126).putShort((short) length);
        } else {
            head.put((byte) 127).putLong(length);
        }
        out.write(head.array(), 0, head.position());
        out.write(payload, 0, length);
        out.flush();
    }

    /** Says goodbye and closes the connection. */
    void close() {
        try (socket) {
            write(CLOSE, new byte[] {3, (byte) 232}, 2);
        } catch (IOException e) {
            return; // The client went first.
        }
    }
}
