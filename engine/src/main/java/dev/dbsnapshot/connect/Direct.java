package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Plain TCP to where the host's name leads; its addresses are tried in order. Safe for use by several threads. */
public final class Direct implements Transport {

    /** Creates the transport; it holds nothing. */
    public Direct() {}

    @Override
    public Socket connect(String host, int port, Duration timeout) throws IOException {
        IOException first = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first == null ? new IOException("host " + host + " has no address") : first;
    }
}
