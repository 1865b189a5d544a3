package dev.dbsnapshot.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;

/** Hands the driver sockets that the session's transport opened. Public only because the driver makes it by name. */
public final class TransportSocketFactory extends SocketFactory {

    private final Wire wire;

    /**
     * Called by the driver.
     *
     * @param properties the connection's properties, which hold its wire
     */
    public TransportSocketFactory(Properties properties) {
        this.wire = Wire.from(properties);
    }

    @Override
    public Socket createSocket() throws IOException {
        return wire.open();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return wire.open();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return wire.open();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return wire.open();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return wire.open();
    }
}
