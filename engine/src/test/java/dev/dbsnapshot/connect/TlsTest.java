package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.tunnel.PodPort;
import dev.dbsnapshot.kube.tunnel.PortForwardTransport;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** A server whose certificate says db.example.test, reached through a transport that knows the way to it. */
class TlsTest {

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static Certificate ofServer;
    private static Certificate ofClient;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        ofServer = Certificate.of("db.example.test", "RSA", folder);
        ofClient = Certificate.of("certified", "EC", folder);
        certificate = ofServer.certificateFile(folder.resolve("root.crt"));
        server = PostgresServer.start(15, Map.of());
        server.run(
                "postgres",
                put(ofServer.certificate(), "server.crt")
                        + put(ofServer.key(), "server.key")
                        + put(ofClient.certificate(), "clients.crt")
                        + "CREATE ROLE app LOGIN PASSWORD 'pw'; CREATE ROLE certified LOGIN;"
                        + "COPY (SELECT unnest(ARRAY['hostssl all app all scram-sha-256', 'host all app all reject',"
                        + " 'hostssl all certified all cert', 'host all certified all reject',"
                        + " 'host all all all trust', 'local all all trust'])) TO PROGRAM 'cat > pg_hba.conf'");
        server.run("postgres", "ALTER SYSTEM SET ssl_ca_file = 'clients.crt'");
        server.run("postgres", "ALTER SYSTEM SET ssl = on");
        server.run("postgres", "SELECT pg_reload_conf(), pg_sleep(1)");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String put(String text, String file) {
        return "COPY (SELECT unnest(string_to_array('" + text.strip() + "', E'\\n'))) TO PROGRAM 'umask 077; cat > "
                + file + "';";
    }

    private static Sessions sessions(ConnectionSpec.Builder spec) {
        Transport tunnel = (host, port, timeout) -> new Direct().connect(server.host(), server.port(), timeout);
        return new Sessions(spec.build(), tunnel);
    }

    private static ConnectionSpec.Builder app(String host) {
        return ConnectionSpec.builder()
                .dsn("postgresql://app:pw@" + host + ":5432/postgres")
                .sslRootCert(certificate);
    }

    private static boolean encrypted(Session session) {
        return session.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", row -> row.bool("ssl"))
                .get(0);
    }

    @Test
    void throughAPortForwardTheServersOwnNameIsCheckedAndNothingIsLost() throws Exception {
        try (ApiServer kubernetes = ApiServer.start();
                Cluster cluster = Cluster.open(ClusterSettings.of(List.of(kubernetes.kubeconfig(folder))))) {
            kubernetes.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: postgres-0, namespace: poolside}
                spec: {containers: [{name: postgres, image: postgres}]}
                """);
            kubernetes.listens("poolside/postgres-0", 5432, server.host(), server.port());
            Transport tunnel = new PortForwardTransport(cluster.client(), new PodPort("poolside", "postgres-0", 5432));
            try (Session session = new Sessions(
                            app("db.example.test").sslMode(SslMode.VERIFY_FULL).build(), tunnel)
                    .open(SessionPurpose.RESTORE)) {
                assertThat(encrypted(session)).isTrue();
                session.execute("CREATE TEMP TABLE big (t text)");
                StringBuilder rows = new StringBuilder();
                for (int i = 0; i < 30_000; i++) {
                    rows.append("row ").append(i).append(" x".repeat(50)).append('\n');
                }
                CopyManager copies = session.jdbc().unwrap(PGConnection.class).getCopyAPI();
                copies.copyIn("COPY big FROM STDIN", new StringReader(rows.toString()));
                StringWriter back = new StringWriter();
                copies.copyOut("COPY (SELECT t FROM big ORDER BY split_part(t, ' ', 2)::int) TO STDOUT", back);
                assertThat(back.toString()).isEqualTo(rows.toString());
            }
            Sessions wrong = new Sessions(
                    app("postgres.poolside").sslMode(SslMode.VERIFY_FULL).build(), tunnel);
            assertThatThrownBy(() -> wrong.open(SessionPurpose.DUMP))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("postgres.poolside");
        }
    }

    @Test
    void theCertificateIsCheckedAgainstTheServersOwnNameEvenThroughATunnel() {
        try (Session session =
                sessions(app("db.example.test").sslMode(SslMode.VERIFY_FULL)).open(SessionPurpose.DUMP)) {
            assertThat(encrypted(session)).isTrue();
        }
        assertThatThrownBy(() -> sessions(app("other.example.test").sslMode(SslMode.VERIFY_FULL))
                        .open(SessionPurpose.DUMP))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION))
                .hasMessageContaining("other.example.test");
    }

    @Test
    void aNameThatIsNotCheckedNeedsTheAuthorityOnly() {
        try (Session session =
                sessions(app("other.example.test").sslMode(SslMode.VERIFY_CA)).open(SessionPurpose.DUMP)) {
            assertThat(encrypted(session)).isTrue();
        }
    }

    @Test
    void theLoginCanBeTiedToTheChannel() {
        try (Session session = sessions(
                        app("db.example.test").sslMode(SslMode.REQUIRE).channelBinding(ChannelBinding.REQUIRE))
                .open(SessionPurpose.DUMP)) {
            assertThat(encrypted(session)).isTrue();
        }
    }

    @Test
    void rowsAreReadAndCancelledThroughTls() {
        try (Session session =
                sessions(app("db.example.test").sslMode(SslMode.PREFER)).open(SessionPurpose.DUMP)) {
            assertThat(encrypted(session)).isTrue();
            long[] bytes = {0};
            new CopyOut(session)
                    .raw(
                            "numbers",
                            "COPY (SELECT repeat('x', 99) FROM generate_series(1, 100000)) TO stdout",
                            piece -> bytes[0] += piece.remaining());
            assertThat(bytes[0]).isEqualTo(10_000_000);
            SnapshotException full = new SnapshotException(ErrorCode.IO, "disk full");
            assertThatThrownBy(() -> new CopyOut(session)
                            .raw("numbers", "COPY (SELECT generate_series(1, 1000000000)) TO stdout", piece -> {
                                throw full;
                            }))
                    .isSameAs(full);
            assertThat(encrypted(session)).isTrue();
        }
    }

    private static ConnectionSpec.Builder certified() {
        return ConnectionSpec.builder()
                .dsn("postgresql://certified@db.example.test/postgres")
                .sslMode(SslMode.VERIFY_FULL);
    }

    private static void refused(ConnectionSpec.Builder spec, String message) {
        assertThatThrownBy(() -> sessions(spec).open(SessionPurpose.DUMP).close())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION))
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aClientMayHaveACertificateInsteadOfAPassword() throws Exception {
        Path key = ofClient.keyFile(folder.resolve("client.key"));
        Path cert = ofClient.certificateFile(folder.resolve("client.crt"));
        try (Session session = sessions(certified().sslRootCert(certificate).sslClient(cert, key))
                .open(SessionPurpose.DUMP)) {
            assertThat(Server.read(session).user()).isEqualTo("certified");
        }
        refused(certified().sslRootCert(certificate), "connection requires a valid client certificate");
        refused(
                certified().sslRootCert(certificate).sslClient(cert, folder.resolve("gone.key")),
                "gone.key is not, or cannot be read: name it by sslkey");
        refused(
                certified().sslRootCert(certificate).sslClient(key, key),
                "cannot read the client certificate " + key + " (given explicitly)");
    }

    @Test
    void libpqsOwnFilesAreUsedWhereNoneAreNamed() throws Exception {
        Path own = Files.createDirectories(folder.resolve("home").resolve(".postgresql"));
        refused(certified(), "name a file by sslrootcert, or sslrootcert=system");
        refused(certified().home(folder.resolve("home")), "name a file by sslrootcert, or sslrootcert=system");
        ofServer.certificateFile(own.resolve("root.crt"));
        ofClient.certificateFile(own.resolve("postgresql.crt"));
        ofClient.keyFile(own.resolve("postgresql.key"));
        try (Session session =
                sessions(certified().home(folder.resolve("home"))).open(SessionPurpose.DUMP)) {
            assertThat(Server.read(session).user()).isEqualTo("certified");
        }
    }

    @Test
    void theAuthoritiesThatJavaTrustsAreAskedForBySystem() throws Exception {
        Path key = ofClient.keyFile(folder.resolve("system.key"));
        Path cert = ofClient.certificateFile(folder.resolve("system.crt"));
        ConnectionSpec.Builder spec = certified().sslRootCert(Path.of("system")).sslClient(cert, key);
        refused(spec, "the server's certificate is signed by no authority in sslrootcert (system, given explicitly)");
        System.setProperty("javax.net.ssl.trustStore", ofServer.store().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
        try (Session session = sessions(spec).open(SessionPurpose.DUMP)) {
            assertThat(encrypted(session)).isTrue();
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void theServersTimeZoneCountsThroughTlsToo() {
        server.run("postgres", "ALTER ROLE app SET timezone TO 'Asia/Kathmandu'");
        try (Session session =
                sessions(app("db.example.test").sslMode(SslMode.REQUIRE)).open(SessionPurpose.DUMP)) {
            assertThat(encrypted(session)).isTrue();
            assertThat(session.query("SELECT timestamptz '2020-01-01 00:00:00+00' AS at", row -> row.text("at")))
                    .containsExactly("2020-01-01 05:45:00+05:45");
        }
    }

    @Test
    void withoutEncryptionTheServerRefuses() {
        assertThatThrownBy(() -> sessions(app("db.example.test").sslMode(SslMode.DISABLE))
                        .open(SessionPurpose.DUMP))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION))
                .hasMessageContaining("pg_hba.conf")
                .hasMessageContaining("sslmode (now disable)");
    }
}
