package dev.dbsnapshot.testdata.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * One port-forward of one port: channel 0 carries data and channel 1 an error; each begins with the port's number. The
 * port is connected to when everything else is agreed, so that a refusal comes as a message on channel 1.
 */
final class PortForwardEndpoint {

    /** What the kubelet copies at once. */
    private static final int PIECE = 32 * 1024;

    private final Faults faults;

    PortForwardEndpoint(Faults faults) {
        this.faults = faults;
    }

    /** Serves one WebSocket to its end. */
    void serve(Socket client, HttpHead head, int port, Optional<InetSocketAddress> target)
            throws IOException, InterruptedException {
        ServerWebSocket webSocket = ServerWebSocket.accept(client, head, faults);
        byte[] number = {(byte) port, (byte) (port >> 8)};
        webSocket.send(0, number, 2);
        webSocket.send(1, number, 2);
        try (Socket server = connected(target)) {
            Closeable both = both(client, server);
            faults.opened(both);
            try {
                Thread upload = new Thread(() -> upload(webSocket, server), "stand-in upload");
                upload.setDaemon(true);
                upload.start();
                download(server, webSocket, both);
            } finally {
                faults.closed(both);
            }
        } catch (IOException e) {
            webSocket.send(
                    1,
                    "error forwarding port " + port + " to pod: failed to connect to localhost:" + port
                            + " inside namespace: " + e.getMessage());
        }
        webSocket.close();
    }

    private static Closeable both(Socket client, Socket server) {
        return () -> {
            client.close();
            server.close();
        };
    }

    private static Socket connected(Optional<InetSocketAddress> target) throws IOException {
        InetSocketAddress address =
                target.orElseThrow(() -> new IOException("dial tcp4 127.0.0.1: connect: connection refused"));
        Socket socket = new Socket(address.getHostString(), address.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void download(Socket server, ServerWebSocket webSocket, Closeable both) throws InterruptedException {
        byte[] buffer = new byte[PIECE];
        try {
            InputStream in = server.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                faults.pass(both, read);
                webSocket.send(0, buffer, read);
            }
        } catch (IOException e) {
            return; // Either side went away; closing tells the other one.
        }
    }

    private void upload(ServerWebSocket webSocket, Socket server) {
        try (server) {
            OutputStream out = server.getOutputStream();
            for (Optional<byte[]> message = webSocket.read(); message.isPresent(); message = webSocket.read()) {
                byte[] bytes = message.get();
                if (bytes.length > 1 && bytes[0] == 0) {
                    faults.pass(false, bytes.length - 1);
                    out.write(bytes, 1, bytes.length - 1);
                }
            }
        } catch (IOException e) {
            return; // Either side went away; closing the server's socket tells the other one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
