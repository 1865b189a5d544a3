package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Finds out whether a way leads to a PostgreSQL server, without logging in. */
final class Knock {

    /** Asks for TLS, which every server answers with one byte, and logs nothing of. */
    private static final byte[] SSL_REQUEST =
            ByteBuffer.allocate(8).putInt(8).putInt(80877103).array();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Knock() {}

    static void at(Transport transport, ConnectionSpec spec) throws IOException {
        Duration timeout =
                spec.connectTimeout().isZero() || spec.connectTimeout().compareTo(PATIENCE) > 0
                        ? PATIENCE
                        : spec.connectTimeout();
        try (Socket socket = transport.connect(spec.host(), spec.port(), timeout)) {
            socket.setSoTimeout((int) timeout.toMillis());
            socket.getOutputStream().write(SSL_REQUEST);
            socket.getOutputStream().flush();
            int answer = socket.getInputStream().read();
            if (answer < 0) {
                throw new EOFException("the other end hung up");
            }
            if (answer != 'S' && answer != 'N' && answer != 'E') {
                throw new IOException("what answers there is no PostgreSQL server");
            }
        }
    }
}
