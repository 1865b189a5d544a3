package dev.dbsnapshot.kube.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A socket without a socket: what is written and read goes through a WebSocket of the API server. It honours the read
 * timeout; options of TCP are accepted and change nothing. Reading and writing may happen in two threads.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // The buffers lock themselves.
final class TunnelSocket extends Socket {

    /** What ends the stream underneath. */
    @FunctionalInterface
    interface Closing {
        void close();
    }

    private final String host;
    private final int port;
    private final InboundBuffer inbound;
    private final OutputStream out;
    private final Closing closing;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final InputStream in = new Input();
    private volatile int soTimeout;

    TunnelSocket(String host, int port, InboundBuffer inbound, OutputStream out, Closing closing) {
        this.host = host;
        this.port = port;
        this.inbound = inbound;
        this.out = out;
        this.closing = closing;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        return out;
    }

    private void requireOpen() throws SocketException {
        if (closed.get()) {
            throw new SocketException("the socket is closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                out.flush();
            } catch (IOException e) {
                return; // It was broken before: nothing is left to say to the other end.
            } finally {
                inbound.close();
                closing.close();
            }
        }
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    /** A port-forward has no half-closed state. */
    @Override
    public boolean isInputShutdown() {
        return closed.get();
    }

    @Override
    public boolean isOutputShutdown() {
        return closed.get();
    }

    @Override
    public void shutdownInput() throws IOException {
        requireOpen();
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        out.flush();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        requireOpen();
        soTimeout = millis;
    }

    @Override
    public int getSoTimeout() {
        return soTimeout;
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        requireOpen();
    }

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        requireOpen();
    }

    @Override
    public boolean getKeepAlive() {
        return true;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        requireOpen();
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        requireOpen();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        requireOpen();
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return port;
    }

    @Override
    public int getLocalPort() {
        return 0;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public String toString() {
        return "tunnel to " + host + ":" + port;
    }

    /** What is read; before waiting, everything written is sent, because whoever waits wants the answer to it. */
    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            requireOpen();
            if (inbound.available() == 0) {
                flushQuietly();
            }
            return inbound.read(target, offset, length, soTimeout);
        }

        /** A server that has said why before it hung up shall be heard. */
        private void flushQuietly() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                if (inbound.available() == 0) {
                    throw e;
                }
            }
        }

        @Override
        public int available() {
            return inbound.available();
        }

        @Override
        public void close() throws IOException {
            TunnelSocket.this.close();
        }
    }
}
