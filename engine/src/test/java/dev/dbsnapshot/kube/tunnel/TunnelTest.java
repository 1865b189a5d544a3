package dev.dbsnapshot.kube.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Sessions through port-forward WebSockets of the stand-in API server, into a real PostgreSQL. */
class TunnelTest {

    private final PostgresServer server = PostgresServer.shared(15);
    private ApiServer cluster;
    private PortForwardTransport tunnel;

    @BeforeEach
    void start() {
        cluster = ApiServer.start();
        cluster.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: postgres-0, namespace: poolside}
            spec: {containers: [{name: postgres, image: postgres}]}
            """);
        cluster.listens("poolside/postgres-0", 5432, server.host(), server.port());
        tunnel = tunnelTo("postgres-0", 5432);
    }

    private PortForwardTransport tunnelTo(String pod, int port) {
        return new PortForwardTransport(TestClient.of(cluster), new PodPort("poolside", pod, port));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Session open() {
        return new Sessions(spec(), tunnel).open(SessionPurpose.RESTORE);
    }

    private static ConnectionSpec spec() {
        return ConnectionSpec.builder()
                .host("postgres.poolside")
                .user("postgres")
                .database("postgres")
                .build();
    }

    @Test
    void aSessionWorksThroughTheTunnelWhateverTheHostIsCalled() {
        try (Session session = open()) {
            assertThat(session.query("SELECT 42", row -> row.text("?column?"))).containsExactly("42");
        }
        assertThat(cluster.requests()).anyMatch(request -> request.contains("/pods/postgres-0/portforward?ports=5432"));
    }

    @Test
    void largeAnswersAndLargeCopiesArriveWholeInBothDirections() throws Exception {
        try (Session session = open()) {
            PGConnection driver = session.jdbc().unwrap(PGConnection.class);
            session.execute("CREATE TEMP TABLE big (i int, t text)");
            long sent;
            try (Rows rows = new Rows(300_000)) {
                driver.getCopyAPI().copyIn("COPY big FROM STDIN", rows, 8192);
                sent = rows.checksum();
            }
            CRC32 received = new CRC32();
            driver.getCopyAPI().copyOut("COPY (SELECT * FROM big ORDER BY i) TO STDOUT", new OutputStream() {
                @Override
                public void write(int value) {
                    received.update(value);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    received.update(bytes, offset, length);
                }
            });
            assertThat(received.getValue()).isEqualTo(sent);
        }
    }

    @Test
    void whatTheServerRefusesIsToldWithItsReason() {
        tunnel = tunnelTo("postgres-0", 5433);
        assertThatThrownBy(this::open).isInstanceOf(SnapshotException.class).hasMessageContaining("connection refused");
    }

    @Test
    void aPodThatIsNotThereIsNamed() {
        tunnel = tunnelTo("postgres-9", 5432);
        assertThatThrownBy(this::open)
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("poolside/postgres-9")
                .hasMessageContaining("no such pod");
    }

    @Test
    void aMissingPrivilegeIsNamed() {
        cluster.refuse("portforward", 403);
        assertThatThrownBy(this::open)
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("create")
                .hasMessageContaining("get")
                .hasMessageContaining("pods/portforward");
    }

    @Test
    void aReadTimesOutAndCanBeTriedAgain() throws IOException {
        try (Socket socket = tunnel.connect("postgres", 5432, Duration.ofSeconds(10))) {
            socket.setSoTimeout(50);
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            // A request for TLS, which this server answers with N.
            socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
            socket.getOutputStream().flush();
            socket.setSoTimeout(10_000);
            assertThat(in.read()).isEqualTo('N');
        }
    }

    @Test
    void connectingTimesOutWhenTheApiServerIsFrozen() {
        cluster.faults().freeze();
        assertThatThrownBy(() -> tunnel.connect("postgres", 5432, Duration.ofMillis(300)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("did not open it");
    }

    @Test
    void theServersProcessEndsWithTheSocket() throws Exception {
        Session session = open();
        int process = session.backendPid();
        session.cut(new IOException("for the test"));
        Session other = open();
        try (other) {
            for (int i = 0; i < 100 && isThere(other, process); i++) {
                Thread.sleep(50);
            }
            assertThat(isThere(other, process)).isFalse();
        }
    }

    private static boolean isThere(Session session, int process) {
        return !session.query("SELECT pid FROM pg_stat_activity WHERE pid = " + process, row -> row.text("pid"))
                .isEmpty();
    }

    @Test
    void aCutTunnelFailsTheStatementAtOnce() {
        try (Session session = open()) {
            cluster.faults().cutAfter(100_000);
            assertThatThrownBy(() -> session.query(
                            "SELECT repeat('x', 1000) AS x FROM generate_series(1, 10000)", row -> row.text("x")))
                    .isInstanceOf(SnapshotException.class);
        }
    }

    @Test
    void whoIsInterruptedWhileTheServerWorksIsCancelled() {
        try (Session session = open()) {
            Thread worker = Thread.currentThread();
            Thread person = new Thread(() -> {
                try {
                    Thread.sleep(500);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                worker.interrupt();
            });
            person.start();
            assertThatThrownBy(() -> Interruption.during(
                            session, () -> session.query("SELECT pg_sleep(60) IS NULL AS x", row -> row.bool("x"))))
                    .isInstanceOf(SnapshotException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aConsumerThatPausesLosesNothing() throws Exception {
        try (Session session = open()) {
            PGConnection driver = session.jdbc().unwrap(PGConnection.class);
            long[] bytes = {0};
            driver.getCopyAPI()
                    .copyOut(
                            "COPY (SELECT repeat('x', 999) FROM generate_series(1, 20000)) TO STDOUT",
                            new OutputStream() {
                                @Override
                                public void write(int value) {
                                    throw new IllegalStateException("the driver writes rows");
                                }

                                @Override
                                public void write(byte[] row, int offset, int length) throws IOException {
                                    bytes[0] += length;
                                    if (bytes[0] == 1_000_000) {
                                        pause();
                                    }
                                }
                            });
            assertThat(bytes[0]).isEqualTo(20_000_000);
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Rows of text, made while they are read. */
    private static final class Rows extends InputStream {

        private final int count;
        private final CRC32 checksum = new CRC32();
        private int made;
        private InputStream row = new ByteArrayInputStream(new byte[0]);

        Rows(int count) {
            this.count = count;
        }

        long checksum() {
            return checksum.getValue();
        }

        @Override
        public int read() {
            throw new IllegalStateException("the driver reads blocks");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = row.read(target, offset, length);
            while (read < 0 && made < count) {
                made++;
                String text = made + "\t"
                        + List.of("abc", "äöü", "x".repeat(made % 200)).get(made % 3) + made + "\n";
                row = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                read = row.read(target, offset, length);
            }
            if (read > 0) {
                checksum.update(target, offset, read);
            }
            return read;
        }
    }
}
