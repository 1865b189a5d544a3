package dev.dbsnapshot.kube.tunnel;

import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Secret;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Run by hand against a real cluster: carries a table of some gigabytes into a pod's PostgreSQL and back, and compares
 * what the server got with what was sent. Arguments: kubeconfig, namespace, pod, port, database, user, password from the
 * variable PGPASSWORD, megabytes; and optionally a host to go to directly instead.
 */
public final class TunnelLoad {

    private static final int ROW = 1000;

    private TunnelLoad() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Config config = Config.fromKubeconfig(Path.of(arguments[0]).toFile());
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build()) {
            Transport transport = arguments.length > 7
                    ? (host, port, timeout) ->
                            new Direct().connect(arguments[7], Integer.parseInt(arguments[3]), timeout)
                    : new PortForwardTransport(
                            client, new PodPort(arguments[1], arguments[2], Integer.parseInt(arguments[3])));
            ConnectionSpec spec = ConnectionSpec.builder()
                    .host(arguments[2])
                    .database(arguments[4])
                    .user(arguments[5])
                    .password(Secret.of(System.getenv("PGPASSWORD")))
                    .build();
            try (Session session = new Sessions(spec, transport).open(SessionPurpose.RESTORE)) {
                run(session, Long.parseLong(arguments[6]) * 1_000_000 / ROW, System.out);
            }
        }
    }

    private static void run(Session session, long rows, PrintStream out) throws Exception {
        PGConnection driver = session.jdbc().unwrap(PGConnection.class);
        session.execute(
                "DROP TABLE IF EXISTS public.tunnel_load; CREATE UNLOGGED TABLE public.tunnel_load (i bigint, t text)");
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        long began = System.nanoTime();
        CopyIn copy = driver.getCopyAPI().copyIn("COPY public.tunnel_load FROM STDIN");
        String filler = Base64.getEncoder().encodeToString(new byte[ROW]);
        for (long i = 0; i < rows; i++) {
            String number = String.format(Locale.ROOT, "%012d", i);
            byte[] row = (number + "\t" + filler.substring(0, ROW - 14 - 12) + number + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            sent.update(row);
            copy.writeToCopy(row, 0, row.length);
        }
        copy.endCopy();
        report(out, "in ", rows, began, sent);
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        began = System.nanoTime();
        long count = driver.getCopyAPI()
                .copyOut(
                        "COPY (SELECT lpad(i::text, 12, '0'), t FROM public.tunnel_load) TO STDOUT",
                        new OutputStream() {
                            @Override
                            public void write(int value) throws IOException {
                                throw new IOException("the driver writes rows");
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length) {
                                received.update(bytes, offset, length);
                            }
                        });
        report(out, "out", count, began, received);
        session.execute("DROP TABLE public.tunnel_load");
        out.println(
                "most memory that the heap may take: " + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB");
    }

    private static void report(PrintStream out, String direction, long rows, long began, MessageDigest digest) {
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "%s %d MB in %.1f s: %.1f MB/s, SHA-256 %s%n",
                direction,
                rows * ROW / 1_000_000,
                seconds,
                rows * ROW / 1e6 / seconds,
                HexFormat.of().formatHex(digest.digest()));
    }
}
