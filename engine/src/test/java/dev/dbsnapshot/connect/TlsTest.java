package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate says db.example.test, reached through a transport that knows the way to it. */
class TlsTest {

    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "s",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "10",
                        "-dname",
                        "CN=db.example.test",
                        "-ext",
                        "san=dns:db.example.test",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        String cert = pem("CERTIFICATE", keys.getCertificate("s").getEncoded());
        certificate = Files.writeString(folder.resolve("root.crt"), cert);
        server = PostgresServer.start(15, Map.of());
        server.run(
                "postgres",
                put(cert, "server.crt")
                        + put(
                                pem(
                                        "PRIVATE KEY",
                                        keys.getKey("s", STORE_PASSWORD).getEncoded()),
                                "server.key")
                        + "CREATE ROLE app LOGIN PASSWORD 'pw';"
                        + "COPY (SELECT unnest(ARRAY['hostssl all app all scram-sha-256', 'host all app all reject',"
                        + " 'host all all all trust', 'local all all trust'])) TO PROGRAM 'cat > pg_hba.conf'");
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

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + type + "-----\n";
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
