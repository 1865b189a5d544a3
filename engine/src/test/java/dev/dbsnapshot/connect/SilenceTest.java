package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that do not answer, or are too old; what no real server can be made to do is played by a socket. */
class SilenceTest {

    private static ConnectionSpec.Builder to(ServerSocket listening) {
        return ConnectionSpec.builder()
                .dsn("postgresql://u@127.0.0.1/d?sslmode=disable")
                .port(listening.getLocalPort())
                .connectTimeout(Duration.ofSeconds(1));
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    /** Lets one client in, as a server of this version, answers so many statements, and then says nothing. */
    private static void letIn(ServerSocket listening, String version, int statements) {
        try (Socket client = listening.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readFully(new byte[in.readInt() - Integer.BYTES]);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0});
            for (String parameter : List.of(
                    "server_version\0" + version,
                    "client_encoding\0UTF8",
                    "DateStyle\0ISO, MDY",
                    "TimeZone\0UTC",
                    "integer_datetimes\0on",
                    "standard_conforming_strings\0on")) {
                byte[] text = (parameter + '\0').getBytes(StandardCharsets.US_ASCII);
                answer.write('S');
                answer.writeBytes(ByteBuffer.allocate(4).putInt(4 + text.length).array());
                answer.writeBytes(text);
            }
            answer.writeBytes(new byte[] {'K', 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2, 'Z', 0, 0, 0, 5, 'I'});
            client.getOutputStream().write(answer.toByteArray());
            for (int i = 0; i < statements && in.read() == 'Q'; i++) {
                in.readFully(new byte[in.readInt() - Integer.BYTES]);
                client.getOutputStream().write(new byte[] {'C', 0, 0, 0, 8, 'S', 'E', 'T', 0, 'Z', 0, 0, 0, 5, 'I'});
            }
            while (in.read() >= 0) {
                // Silence.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SnapshotException refusal(ConnectionSpec spec) {
        List<SnapshotException> refusals = new ArrayList<>();
        assertThatThrownBy(() -> new Sessions(spec, new Direct())
                        .open(SessionPurpose.DUMP)
                        .close())
                .isInstanceOfSatisfying(SnapshotException.class, refusals::add);
        return refusals.get(0);
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsNoticed() throws IOException {
        try (ServerSocket listening = listening()) {
            SnapshotException refusal = refusal(to(listening).build());
            assertThat(refusal.code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(refusal).hasMessageContaining("no answer within 1 seconds");
        }
    }

    @Test
    void aServerThatFallsSilentAfterTheLoginIsNoticed() throws Exception {
        try (ServerSocket listening = listening()) {
            Thread server = new Thread(() -> letIn(listening, "15.4", 0));
            server.start();
            SnapshotException refusal = refusal(to(listening).build());
            assertThat(refusal.code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(refusal).hasMessageContaining("no answer within 1 seconds");
            server.join();
        }
    }

    @Test
    void aServerThatIsTooOldIsRefusedByItsVersion() throws Exception {
        try (ServerSocket listening = listening()) {
            Thread server = new Thread(() -> letIn(listening, "11.22 (Debian 11.22-1)", 1));
            server.start();
            SnapshotException refusal = refusal(to(listening).build());
            assertThat(refusal.code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(refusal)
                    .hasMessageContaining("is PostgreSQL 11.22 (Debian 11.22-1), but only 12 and newer are supported");
            server.join();
        }
    }

    @Test
    void aSessionWaitsForItsStatementsAsLongAsTheConnectionLives() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        PostgresServer server = PostgresServer.shared(15);
        ConnectionSpec spec = ConnectionSpec.builder()
                .dsn(server.uri("postgres"))
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        Sessions sessions = new Sessions(spec, (host, port, timeout) -> {
            Socket socket = new Direct().connect(host, port, timeout);
            sockets.add(socket);
            return socket;
        });
        try (Session session = sessions.open(SessionPurpose.DUMP)) {
            assertThat(sockets.get(0).getKeepAlive()).isTrue();
            session.execute("SELECT pg_sleep(1.5)");
        }
    }
}
