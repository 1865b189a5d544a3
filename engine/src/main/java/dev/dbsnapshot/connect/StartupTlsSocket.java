package dev.dbsnapshot.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** An encrypted socket, for the driver: what it writes goes through {@link StartupPacket}; all that it calls is here. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // The socket underneath locks itself.
final class StartupTlsSocket extends SSLSocket {

    private final SSLSocket secured;
    private final OutputStream out;

    StartupTlsSocket(SSLSocket secured, Optional<String> timeZone) throws IOException {
        this.secured = secured;
        this.out = new StartupPacket(secured.getOutputStream(), timeZone);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return secured.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return secured.isConnected();
    }

    @Override
    public boolean isClosed() {
        return secured.isClosed();
    }

    @Override
    public void close() throws IOException {
        secured.close();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        secured.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return secured.getSoTimeout();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        secured.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return secured.getKeepAlive();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        secured.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return secured.getTcpNoDelay();
    }

    @Override
    public void setReceiveBufferSize(int bytes) throws SocketException {
        secured.setReceiveBufferSize(bytes);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return secured.getReceiveBufferSize();
    }

    @Override
    public void setSendBufferSize(int bytes) throws SocketException {
        secured.setSendBufferSize(bytes);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return secured.getSendBufferSize();
    }

    @Override
    public SSLSession getSession() {
        return secured.getSession();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return secured.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        secured.setSSLParameters(parameters);
    }

    @Override
    public void startHandshake() throws IOException {
        secured.startHandshake();
    }

    @Override
    public void setUseClientMode(boolean client) {
        secured.setUseClientMode(client);
    }

    @Override
    public boolean getUseClientMode() {
        return secured.getUseClientMode();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return secured.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return secured.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        secured.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return secured.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return secured.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        secured.setEnabledProtocols(protocols);
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        secured.addHandshakeCompletedListener(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        secured.removeHandshakeCompletedListener(listener);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        secured.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return secured.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        secured.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return secured.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        secured.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return secured.getEnableSessionCreation();
    }
}
