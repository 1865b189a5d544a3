package dev.dbsnapshot.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;

/** The transport's socket, for the driver: what it writes goes through {@link StartupPacket}; all that it calls is here. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // The socket underneath locks itself.
final class StartupSocket extends Socket {

    private final Socket transported;
    private final OutputStream out;

    StartupSocket(Socket transported, Optional<String> timeZone) throws IOException {
        this.transported = transported;
        this.out = new StartupPacket(transported.getOutputStream(), timeZone);
    }

    /** The socket underneath. */
    Socket transported() {
        return transported;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return transported.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return transported.isConnected();
    }

    @Override
    public boolean isClosed() {
        return transported.isClosed();
    }

    @Override
    public void close() throws IOException {
        transported.close();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        transported.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return transported.getSoTimeout();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        transported.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return transported.getKeepAlive();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        transported.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return transported.getTcpNoDelay();
    }

    @Override
    public void setReceiveBufferSize(int bytes) throws SocketException {
        transported.setReceiveBufferSize(bytes);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return transported.getReceiveBufferSize();
    }

    @Override
    public void setSendBufferSize(int bytes) throws SocketException {
        transported.setSendBufferSize(bytes);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return transported.getSendBufferSize();
    }
}
