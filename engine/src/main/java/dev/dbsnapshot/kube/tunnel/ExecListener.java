package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What comes over one exec: channel 1 is standard output, 2 standard error, 3 tells at the end how it ended. */
final class ExecListener implements WebSocket.Listener {

    private static final int LONGEST_COMPLAINT = 2000;
    private static final Pattern MESSAGE = Pattern.compile("\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final String what;
    private final InboundBuffer inbound;
    private final StringBuilder complaint = new StringBuilder();

    ExecListener(String what, InboundBuffer inbound) {
        this.what = what;
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
            if (channel == 1) {
                inbound.put(message); // Waiting here holds back the server.
            } else if (channel == 2 && complaint.length() < LONGEST_COMPLAINT) {
                complaint.append(StandardCharsets.UTF_8.decode(message));
            } else if (channel == 3 && message.hasRemaining()) {
                ended(StandardCharsets.UTF_8.decode(message).toString());
            }
        } finally {
            webSocket.request();
        }
    }

    private void ended(String status) {
        if (status.contains("\"Success\"")) {
            inbound.end();
            return;
        }
        Matcher message = MESSAGE.matcher(status);
        String why = complaint.toString().strip();
        inbound.fail(new IOException(what + ": " + (why.isEmpty() ? message.find() ? message.group(1) : status : why)));
    }

    @Override
    public void onClose(WebSocket webSocket, int code, String reason) {
        inbound.end();
        webSocket.request();
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        inbound.fail(new IOException(what + ": the stream broke: " + error, error));
    }
}
