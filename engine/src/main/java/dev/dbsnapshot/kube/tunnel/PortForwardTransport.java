package dev.dbsnapshot.kube.tunnel;

import dev.dbsnapshot.api.Transport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connections into a pod, each over a port-forward WebSocket of its own, inside this process: nothing listens anywhere.
 * fabric8's own port-forward has no flow control on the way up, so only its HTTP client is used, which carries the
 * kubeconfig's TLS, authentication and proxies. Safe for use by several threads.
 */
public final class PortForwardTransport implements Transport {

    /** The only protocol that carries port-forwards over plain WebSocket frames, in all versions of Kubernetes. */
    private static final String PROTOCOL = "v4.channel.k8s.io";

    private static final int NORMAL_CLOSURE = 1000;

    private final KubernetesClient client;
    private final PodPort target;

    /**
     * Opens nothing yet.
     *
     * @param client reaches the API server; who closes it, breaks the connections
     * @param target where all connections lead, whatever host and port they are asked for
     */
    public PortForwardTransport(KubernetesClient client, PodPort target) {
        this.client = client;
        this.target = target;
    }

    @Override
    public Socket connect(String host, int port, Duration timeout) throws IOException {
        InboundBuffer inbound = new InboundBuffer();
        CompletableFuture<WebSocket> opening = client.getHttpClient()
                .newWebSocketBuilder()
                .uri(uri())
                .subprotocol(PROTOCOL)
                .buildAsync(new PortForwardListener(target.namespace() + "/" + target.pod(), inbound));
        WebSocket webSocket = await(opening, timeout);
        return new TunnelSocket(
                host,
                port,
                inbound,
                new OutboundStream(webSocket, 0, inbound),
                () -> webSocket.sendClose(NORMAL_CLOSURE, "done"));
    }

    private URI uri() {
        String server = client.getMasterUrl().toString();
        return URI.create((server.endsWith("/") ? server : server + "/") + "api/v1/namespaces/" + target.namespace()
                + "/pods/" + target.pod() + "/portforward?ports=" + target.port());
    }

    private WebSocket await(CompletableFuture<WebSocket> opening, Duration timeout) throws IOException {
        try {
            return timeout.isZero() ? opening.get() : opening.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw Handshake.failed(
                    "port-forward to " + target, "pods/portforward", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            opening.cancel(true);
            SocketTimeoutException timedOut = new SocketTimeoutException("port-forward to " + target
                    + ": the API server did not open it within " + timeout.toSeconds() + " s");
            timedOut.initCause(e);
            throw timedOut;
        } catch (InterruptedException e) {
            opening.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
