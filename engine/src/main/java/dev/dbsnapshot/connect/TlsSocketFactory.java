package dev.dbsnapshot.connect;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/**
 * TLS as the driver does it after libpq, and remembers the encrypted socket for its session. Public only because the
 * driver makes it by name; a child of the driver's class because the driver treats that class specially.
 */
public final class TlsSocketFactory extends LibPQFactory {

    private final Wire wire;

    /**
     * Called by the driver.
     *
     * @param properties the connection's properties, which hold its wire
     * @throws PSQLException if the certificates or the key cannot be read
     */
    public TlsSocketFactory(Properties properties) throws PSQLException {
        super(properties);
        this.wire = Wire.from(properties);
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        return wire.secured(plain, under -> (SSLSocket) super.createSocket(under, host, port, autoClose));
    }
}
