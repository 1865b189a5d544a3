package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Secret;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.kube.tunnel.PodPort;
import dev.dbsnapshot.kube.tunnel.PortForwardTransport;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * How fast COPY is through the tunnel, beside a direct connection and beside fabric8's own port-forward, in turns, as
 * ratios. Arguments: rounds, megabytes; and for a real cluster instead of the stand-in: kubeconfig, namespace, pod,
 * database, user (password from PGPASSWORD), and the pod's address.
 */
public final class TunnelBenchmark {

    private static final int PORT = 5432;
    private static final int ROW = 1000;

    private final int rounds;
    private final long rows;
    private final KubernetesClient client;
    private final ConnectionSpec spec;
    private final PodPort pod;
    private final Transport direct;

    private TunnelBenchmark(
            int rounds, long rows, KubernetesClient client, ConnectionSpec spec, PodPort pod, Transport direct) {
        this.rounds = rounds;
        this.rows = rows;
        this.client = client;
        this.spec = spec;
        this.pod = pod;
        this.direct = direct;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        long rows = (arguments.length > 1 ? Long.parseLong(arguments[1]) : 100) * 1_000_000 / ROW;
        if (arguments.length > 2) {
            Config config = Config.fromKubeconfig(Path.of(arguments[2]).toFile());
            ConnectionSpec spec = ConnectionSpec.builder()
                    .host(arguments[4])
                    .database(arguments[5])
                    .user(arguments[6])
                    .password(Secret.of(System.getenv("PGPASSWORD")))
                    .build();
            Transport direct = (host, port, timeout) -> new Direct().connect(arguments[7], PORT, timeout);
            try (KubernetesClient client = client(config)) {
                new TunnelBenchmark(rounds, rows, client, spec, new PodPort(arguments[3], arguments[4], PORT), direct)
                        .run(System.out);
            }
            return;
        }
        PostgresServer server = PostgresServer.shared(15);
        try (ApiServer cluster = ApiServer.start();
                KubernetesClient client = client(new ConfigBuilder(Config.empty())
                        .withMasterUrl(cluster.url())
                        .build())) {
            cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: postgres-0, namespace: poolside}
                spec: {containers: [{name: postgres, image: postgres}]}
                """);
            cluster.listens("poolside/postgres-0", PORT, server.host(), server.port());
            ConnectionSpec spec = ConnectionSpec.builder()
                    .host("postgres")
                    .user("postgres")
                    .database("postgres")
                    .build();
            Transport direct = (host, port, timeout) -> new Direct().connect(server.host(), server.port(), timeout);
            new TunnelBenchmark(rounds, rows, client, spec, new PodPort("poolside", "postgres-0", PORT), direct)
                    .run(System.out);
        }
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build();
    }

    private void run(PrintStream out) throws Exception {
        Transport tunnel = new PortForwardTransport(client, pod);
        try (LocalPortForward forward = client.pods()
                .inNamespace(pod.namespace())
                .withName(pod.pod())
                .portForward(PORT, InetAddress.getLoopbackAddress(), 0)) {
            Transport plain =
                    (host, port, timeout) -> new Direct().connect("127.0.0.1", forward.getLocalPort(), timeout);
            new Contest("COPY out, " + rows * ROW / 1_000_000 + " MB")
                    .with("direct", () -> {}, () -> copyOut(direct))
                    .with("the tunnel", () -> {}, () -> copyOut(tunnel))
                    .with("fabric8's portForward", () -> {}, () -> copyOut(plain))
                    .run(rounds, out);
            Contest in = new Contest("COPY in, " + rows * ROW / 1_000_000 + " MB")
                    .with("direct", () -> {}, () -> copyIn(direct))
                    .with("the tunnel", () -> {}, () -> copyIn(tunnel));
            try {
                copyIn(plain);
                in.with("fabric8's portForward", () -> {}, () -> copyIn(plain));
            } catch (Exception e) {
                out.println("fabric8's portForward does not carry COPY in: " + e.getMessage());
            }
            in.run(rounds, out);
        }
    }

    private void copyOut(Transport way) throws Exception {
        long[] bytes = {0};
        try (Session session = new Sessions(spec, way).open(SessionPurpose.DUMP)) {
            session.jdbc()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "COPY (SELECT i, pg_catalog.repeat('x', " + (ROW - 20)
                                    + ") FROM pg_catalog.generate_series(1, " + rows + ") AS i) TO STDOUT",
                            new Counter(bytes));
        }
        if (bytes[0] < rows * (ROW - 20)) {
            throw new IOException("only " + bytes[0] + " bytes arrived");
        }
    }

    /** Nothing is kept, so that the way is measured and not the server's disk. */
    private void copyIn(Transport way) throws Exception {
        byte[] row = ("1\t" + "x".repeat(ROW - 3) + "\n").getBytes(StandardCharsets.UTF_8);
        try (Session session = new Sessions(spec, way).open(SessionPurpose.RESTORE)) {
            session.execute("CREATE TEMPORARY TABLE benchmark (i int, t text)");
            CopyIn copy = session.jdbc()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY pg_temp.benchmark FROM STDIN WHERE i < 0");
            for (long i = 0; i < rows; i++) {
                copy.writeToCopy(row, 0, row.length);
            }
            copy.endCopy();
        }
    }

    /** Counts bytes. */
    private static final class Counter extends OutputStream {

        private final long[] bytes;

        Counter(long[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int value) {
            bytes[0]++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes[0] += length;
        }
    }
}
