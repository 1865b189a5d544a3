package dev.dbsnapshot.api;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * How bytes reach a PostgreSQL server: directly, or through a tunnel that the caller brings. Implementations must be
 * safe for use by several threads at once, because workers connect in parallel.
 */
public interface Transport {

    /**
     * Opens one connection for one PostgreSQL session. TLS is not the transport's business; it runs inside.
     *
     * @param host the server's own name, which TLS verifies
     * @param port the server's port, 1 to 65535
     * @param timeout how long connecting may take; zero means without limit
     * @return a connected socket that honours {@link Socket#setSoTimeout}; the caller closes it
     * @throws IOException if no connection came about; the message says why
     */
    Socket connect(String host, int port, Duration timeout) throws IOException;
}
