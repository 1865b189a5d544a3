package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens the WebSockets that port-forward and exec speak over, with fabric8's HTTP client. */
final class ApiStream {

    /** The only protocol that carries port-forwards over plain WebSocket frames, in all versions of Kubernetes. */
    private static final String PROTOCOL = "v4.channel.k8s.io";

    static final int NORMAL_CLOSURE = 1000;

    private ApiStream() {}

    /** Opens a stream of a pod; {@code query} starts with the subresource. */
    static WebSocket open(
            KubernetesClient client,
            PodPort target,
            String what,
            String resource,
            String query,
            WebSocket.Listener listener,
            Duration timeout)
            throws IOException {
        String server = client.getMasterUrl().toString();
        URI uri = URI.create((server.endsWith("/") ? server : server + "/") + "api/v1/namespaces/" + target.namespace()
                + "/pods/" + target.pod() + "/" + query);
        CompletableFuture<WebSocket> opening = client.getHttpClient()
                .newWebSocketBuilder()
                .uri(uri)
                .subprotocol(PROTOCOL)
                .buildAsync(listener);
        try {
            return timeout.isZero() ? opening.get() : opening.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refused(what, resource, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            opening.cancel(true);
            SocketTimeoutException timedOut = new SocketTimeoutException(
                    what + ": the API server did not open it within " + timeout.toSeconds() + " s");
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

    private static IOException refused(String what, String resource, Throwable cause) {
        if (!(cause instanceof WebSocketHandshakeException handshake)) {
            return new IOException(what + ": the API server cannot be reached: " + cause.getMessage(), cause);
        }
        int code = handshake.getResponse().code();
        String why =
                switch (code) {
                    case 401 -> "the API server does not accept the credentials of the kubeconfig (401): log in again";
                    case 403 ->
                        "the API server forbids it (403): the role needs the verb create, and before Kubernetes 1.35"
                                + " get, on " + resource;
                    case 404 -> "there is no such pod (404)";
                    default -> "the API server refused it (" + code + "): the pod or its node may be down";
                };
        return new IOException(what + ": " + why, handshake);
    }
}
