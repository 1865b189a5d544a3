package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.Transport;
import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one session: opens them through the transport and remembers the one that the session speaks over.
 * The driver makes socket factories itself, from a class name and its properties; so the wire travels in the
 * properties, which saves any static state.
 */
final class Wire {

    private static final String KEY = "dev.dbsnapshot.connect.Wire";

    private final Transport transport;
    private final ConnectionSpec spec;

    @Nullable
    private volatile Socket socket;

    /** The one that the transport opened for it. */
    @Nullable
    private volatile Socket transported;

    private volatile boolean loggedIn;

    Wire(Transport transport, ConnectionSpec spec) {
        this.transport = transport;
        this.spec = spec;
    }

    void putInto(Properties properties) {
        properties.put(KEY, this);
    }

    static Wire from(Properties properties) {
        if (properties.get(KEY) instanceof Wire wire) {
            return wire;
        }
        throw new IllegalStateException("this socket factory works only for sessions that Sessions opens");
    }

    /** Opens a connected socket; the driver sees that it is connected and leaves host and port alone. */
    Socket open() throws IOException {
        Socket opened = transport.connect(spec.host(), spec.port(), spec.connectTimeout());
        if (!loggedIn) {
            transported = opened;
        }
        speaksOver(opened);
        return new StartupSocket(opened, spec.timeZone());
    }

    /** The same, encrypted: TLS runs over the transport's own socket, and the startup packet over TLS. */
    Socket secured(Socket plain, TlsLayer tls) throws IOException {
        SSLSocket secured = tls.over(plain instanceof StartupSocket startup ? startup.transported() : plain);
        speaksOver(secured);
        return new StartupTlsSocket(secured, spec.timeZone());
    }

    /** Puts TLS over a socket. */
    @FunctionalInterface
    interface TlsLayer {
        SSLSocket over(Socket plain) throws IOException;
    }

    /** The session speaks over this socket from now on. */
    private void speaksOver(Socket current) {
        if (!loggedIn) {
            socket = current;
        }
    }

    /** The session keeps its socket from now on; those that follow carry requests to cancel. */
    void loggedIn() {
        loggedIn = true;
    }

    /** Sessions of the same kind, to the same place. */
    Sessions sessions() {
        return new Sessions(spec, transport);
    }

    /** The socket that the session speaks over, decrypted. */
    Socket socket() {
        return there(socket);
    }

    /** The socket underneath, which the transport opened. */
    Socket transported() {
        return there(transported);
    }

    private static Socket there(@Nullable Socket current) {
        if (current == null) {
            throw new IllegalStateException("the session has no socket");
        }
        return current;
    }
}
