package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Bytes on their way from a socket to a WebSocket. Small frames cost, so what is written while others are on their way
 * waits for a full frame; it is sent at the latest when somebody flushes, or waits for an answer. Who writes more than
 * the network takes, waits. Safe for use by several threads.
 */
final class OutboundStream extends OutputStream {

    /** The largest frame: what the kubelet and the container runtime take without trouble. */
    private static final int FRAME = 64 * 1024;

    /** How much the HTTP client may hold that is not on the network yet; okhttp drops the connection at 16 MiB. */
    private static final int ON_ITS_WAY = 512 * 1024;

    /** How often the HTTP client is asked, which cannot tell by itself when there is room. */
    private static final long PAUSE_NANOS = 200_000;

    private final WebSocket webSocket;
    private final InboundBuffer inbound;
    private final byte[] frame = new byte[1 + FRAME];
    private final Duration silence;
    private int filled = 1;

    OutboundStream(WebSocket webSocket, int channel, InboundBuffer inbound) {
        this(webSocket, channel, inbound, Duration.ZERO);
    }

    /** With a limit to how long nothing may move, zero for none; then an interrupt ends a write too. */
    OutboundStream(WebSocket webSocket, int channel, InboundBuffer inbound, Duration silence) {
        this.webSocket = webSocket;
        this.inbound = inbound;
        this.silence = silence;
        this.frame[0] = (byte) channel;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        inbound.requireWhole();
        int written = 0;
        while (written < length) {
            int part = Math.min(length - written, frame.length - filled);
            System.arraycopy(bytes, offset + written, frame, filled, part);
            filled += part;
            written += part;
            if (filled == frame.length) {
                send();
            }
        }
        if (webSocket.queueSize() == 0) {
            send();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        send();
    }

    private void send() throws IOException {
        if (filled == 1) {
            return;
        }
        long begun = System.nanoTime();
        while (webSocket.queueSize() > ON_ITS_WAY) {
            inbound.requireWhole();
            requirePatience(begun);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        inbound.requireWhole();
        if (!webSocket.send(ByteBuffer.wrap(frame, 0, filled))) {
            inbound.requireWhole();
            throw new IOException("the tunnel is closed");
        }
        filled = 1;
    }

    private void requirePatience(long begun) throws IOException {
        if (silence.isZero()) {
            return;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (System.nanoTime() - begun > silence.toNanos()) {
            throw new IOException("the other end has taken no byte for " + silence.toSeconds() + " s");
        }
    }
}
