package dev.dbsnapshot.kube.tunnel;

import dev.dbsnapshot.api.Transport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * Connections into a pod, each over a port-forward WebSocket of its own, inside this process: nothing listens anywhere.
 * fabric8's own port-forward has no flow control on the way up, so only its HTTP client is used, which carries the
 * kubeconfig's TLS, authentication and proxies. Safe for use by several threads.
 */
public final class PortForwardTransport implements Transport {

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
        WebSocket webSocket = ApiStream.open(
                client,
                target,
                "port-forward to " + target,
                "pods/portforward",
                "portforward?ports=" + target.port(),
                new Frames(new PortForwardChannels(target.namespace() + "/" + target.pod(), inbound)),
                timeout);
        return new TunnelSocket(
                host,
                port,
                inbound,
                new OutboundStream(webSocket, 0, inbound),
                () -> webSocket.sendClose(ApiStream.NORMAL_CLOSURE, "done"));
    }
}
