package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs commands in a container of a pod. Safe for use by several threads. */
public final class PodExec {

    /** How often a person who cancels is listened to. */
    private static final int TICK_MILLIS = 200;

    private static final int PIECE = 64 * 1024;

    /**
     * How a command ended.
     *
     * @param exitCode its exit code
     * @param complaint the beginning of its standard error
     */
    public record Ending(int exitCode, String complaint) {}

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final String container;
    private final Duration silence;

    /**
     * Runs nothing yet.
     *
     * @param silence how long no byte may come or go until the stream counts as broken
     */
    public PodExec(KubernetesClient client, String namespace, String pod, String container, Duration silence) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.container = container;
        this.silence = silence;
    }

    /**
     * Runs a command to its end.
     *
     * @param command the program and its arguments
     * @param input its standard input, which never ends for it: it must count
     * @param output takes its standard output
     * @throws IOException if the stream broke, was cut off or carried nothing for too long; what has come until then is
     *     in {@code output}
     * @throws InterruptedIOException if the thread is interrupted; the stream is closed
     */
    public Ending run(List<String> command, InputStream input, OutputStream output) throws IOException {
        InboundBuffer inbound = new InboundBuffer();
        ExecChannels channels = new ExecChannels("exec in pod " + namespace + "/" + pod, inbound, false);
        WebSocket webSocket = ApiStream.open(
                client,
                new PodPort(namespace, pod, 0),
                "exec in pod " + namespace + "/" + pod,
                "pods/exec",
                ExecTransport.query(Optional.of(container), command),
                new Frames(channels),
                silence);
        try {
            try {
                send(input, new OutboundStream(webSocket, 0, inbound, silence));
            } catch (IOException e) {
                if (channels.exitCode().isEmpty()) {
                    throw e;
                } // Who ends before all was read has a reason, which the exit code tells.
            }
            receive(inbound, output);
        } finally {
            inbound.close();
            webSocket.sendClose(ApiStream.NORMAL_CLOSURE, "done");
        }
        return new Ending(channels.exitCode().orElseThrow(channels::failure), channels.complaint());
    }

    private static void send(InputStream input, OutputStream up) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
            up.write(piece, 0, read);
        }
        up.flush();
    }

    private void receive(InboundBuffer inbound, OutputStream output) throws IOException {
        byte[] piece = new byte[PIECE];
        long last = System.nanoTime();
        while (true) {
            try {
                int read = inbound.read(piece, 0, piece.length, TICK_MILLIS);
                if (read < 0) {
                    return;
                }
                output.write(piece, 0, read);
                last = System.nanoTime();
            } catch (SocketTimeoutException e) {
                if (System.nanoTime() - last > silence.toNanos()) {
                    throw new IOException(
                            "exec in pod " + namespace + "/" + pod + ": no byte came for " + silence.toSeconds() + " s",
                            e);
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
