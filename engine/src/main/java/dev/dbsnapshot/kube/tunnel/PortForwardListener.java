package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What comes over one port-forward. The first message of each channel is the port's number, then channel 0 carries data
 * and channel 1 a reason why there is none.
 */
final class PortForwardListener implements WebSocket.Listener {

    private static final int PORT_NUMBER = 2;

    private final String pod;
    private final InboundBuffer inbound;
    private int numberOnData = PORT_NUMBER;
    private int numberOnErrors = PORT_NUMBER;

    PortForwardListener(String pod, InboundBuffer inbound) {
        this.pod = pod;
        this.inbound = inbound;
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        onMessage(webSocket, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteBuffer message) {
        try {
            if (!message.hasRemaining()) {
                return;
            }
            int channel = message.get();
            if (channel == 0) {
                numberOnData -= skip(message, numberOnData);
                // Waiting here holds back the HTTP client's reader, and with it the server. Asking for more only after
                // a read would end the connection, because fabric8 gives up after 30 seconds.
                inbound.put(message);
            } else if (channel == 1) {
                numberOnErrors -= skip(message, numberOnErrors);
                if (message.hasRemaining()) {
                    inbound.fail(new IOException(pod + ": "
                            + StandardCharsets.UTF_8.decode(message).toString().strip()));
                }
            }
        } finally {
            webSocket.request();
        }
    }

    private static int skip(ByteBuffer message, int wanted) {
        int skipped = Math.min(wanted, message.remaining());
        message.position(message.position() + skipped);
        return skipped;
    }

    @Override
    public void onClose(WebSocket webSocket, int code, String reason) {
        inbound.end();
        webSocket.request();
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        inbound.fail(new IOException("the tunnel to " + pod + " broke: " + describe(error), error));
    }

    private static String describe(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("but didn't receive pong")
                ? "the API server, or the way to it, has not answered for too long (" + message + ")"
                : error.getClass().getSimpleName() + (error.getMessage() == null ? "" : " " + message);
    }
}
