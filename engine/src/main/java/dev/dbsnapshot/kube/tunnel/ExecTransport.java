package dev.dbsnapshot.kube.tunnel;

import dev.dbsnapshot.api.Transport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Connections from inside a running pod to where that pod can reach, over exec and whatever its image has that carries
 * bytes: nc, socat, bash, Python or Perl. For databases outside the cluster. Safe for use by several threads.
 */
public final class ExecTransport implements Transport {

    /**
     * The relay ends when the server hangs up. It must not wait for the end of its standard input, which never comes
     * over exec; it does end when the stream is gone.
     */
    private static final String RELAY = """
        if command -v nc >/dev/null 2>&1; then exec nc "$1" "$2"; fi
        if command -v ncat >/dev/null 2>&1; then exec ncat "$1" "$2"; fi
        if command -v socat >/dev/null 2>&1; then exec socat - "TCP:$1:$2"; fi
        if command -v bash >/dev/null 2>&1; then
          exec bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 1; exec 4<&0; cat <&4 >&3 & cat <&3; kill $!' relay "$1" "$2"
        fi
        for python in python3 python; do
          if command -v $python >/dev/null 2>&1; then exec $python -c '
        import os, socket, sys, threading
        s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        def up():
            while True:
                b = os.read(0, 65536)
                if not b: os._exit(0)
                s.sendall(b)
        t = threading.Thread(target=up); t.daemon = True; t.start()
        while True:
            b = s.recv(65536)
            if not b: os._exit(0)
            while b: b = b[os.write(1, b):]
        ' "$1" "$2"; fi
        done
        if command -v perl >/dev/null 2>&1; then exec perl -MIO::Socket::INET -e '
        my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die "$@\\n";
        my $p = fork();
        if ($p) { while (sysread($s, my $b, 65536)) { syswrite(STDOUT, $b) } kill 9, $p; exit }
        while (sysread(STDIN, my $b, 65536)) { syswrite($s, $b) }
        ' "$1" "$2"; fi
        echo "the image has none of nc, ncat, socat, bash, python, perl" >&2
        exit 127
        """;

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final Optional<String> container;

    /**
     * Opens nothing yet.
     *
     * @param client reaches the API server; who closes it, breaks the connections
     * @param namespace where the pod is
     * @param pod the pod's name
     * @param container one of its containers; empty for its default
     */
    public ExecTransport(KubernetesClient client, String namespace, String pod, Optional<String> container) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.container = container;
    }

    @Override
    public Socket connect(String host, int port, Duration timeout) throws IOException {
        InboundBuffer inbound = new InboundBuffer();
        ExecChannels channels =
                new ExecChannels("exec in " + namespace + "/" + pod + " to " + host + ":" + port, inbound, true);
        WebSocket webSocket = ApiStream.open(
                client,
                new PodPort(namespace, pod, port),
                "exec in pod " + namespace + "/" + pod,
                "pods/exec",
                query(container, List.of("sh", "-c", RELAY, "relay", host, Integer.toString(port))),
                new Frames(channels),
                timeout);
        return new TunnelSocket(
                host,
                port,
                inbound,
                new OutboundStream(webSocket, 0, inbound),
                () -> webSocket.sendClose(ApiStream.NORMAL_CLOSURE, "done"));
    }

    /** What is asked of a pod to have a command run in it. */
    static String query(Optional<String> container, List<String> command) {
        return "exec?stdin=true&stdout=true&stderr=true&tty=false"
                + container.map(name -> "&container=" + encoded(name)).orElse("")
                + command.stream().map(word -> "&command=" + encoded(word)).collect(Collectors.joining());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
