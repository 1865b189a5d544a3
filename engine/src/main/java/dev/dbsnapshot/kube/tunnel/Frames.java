package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What comes over one stream of the API server: the first byte of each message is its channel. */
final class Frames implements WebSocket.Listener {

    /** What the channels of a stream mean. */
    interface Channels {

        /**
         * Takes a message, which nobody changes afterwards. Waiting here holds back the HTTP client's reader, and with it
         * the server. Asking for more only after a read would end the connection, because fabric8 gives up after 30
         * seconds.
         */
        void message(int channel, ByteBuffer message);

        /** The other end has closed the stream. */
        void closed();

        /** The stream broke. */
        void broken(Throwable error);
    }

    private final Channels channels;

    Frames(Channels channels) {
        this.channels = channels;
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        onMessage(webSocket, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteBuffer message) {
        try {
            if (message.hasRemaining()) {
                channels.message(message.get(), message);
            }
        } finally {
            webSocket.request();
        }
    }

    @Override
    public void onClose(WebSocket webSocket, int code, String reason) {
        channels.closed();
        webSocket.request();
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        channels.broken(error);
    }

    /** What broke a stream, for a person. */
    static String describe(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("but didn't receive pong")
                ? "the API server, or the way to it, has not answered for too long (" + message + ")"
                : error.getClass().getSimpleName() + (error.getMessage() == null ? "" : " " + message);
    }
}
