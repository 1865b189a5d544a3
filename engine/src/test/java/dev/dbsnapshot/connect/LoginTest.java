package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class LoginTest {

    private static AbstractThrowableAssert<?, ?> refused(ConnectionSpec spec) {
        return assertThatThrownBy(() -> new Sessions(spec, new Direct())
                        .open(SessionPurpose.DUMP)
                        .close())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION));
    }

    @Test
    void passwordsAreCheckedAndNeverShown() {
        try (PostgresServer server = PostgresServer.start(15, Map.of("password_encryption", "scram-sha-256"))) {
            server.run("postgres", """
                CREATE ROLE app LOGIN PASSWORD 'right word';
                COPY (SELECT unnest(ARRAY['host all app all scram-sha-256', 'host all all all trust',
                                          'local all all trust'])) TO PROGRAM 'cat > pg_hba.conf';
                SELECT pg_reload_conf(), pg_sleep(1)
                """);
            ConnectionSpec none = ConnectionSpec.builder()
                    .dsn(server.uri("postgres"))
                    .user("app")
                    .build();
            try (Session session =
                    new Sessions(none.withPassword(Secret.of("right word")), new Direct()).open(SessionPurpose.DUMP)) {
                assertThat(Server.read(session).user()).isEqualTo("app");
            }
            refused(none.withPassword(Secret.of("wrong word")))
                    .hasMessageContaining("password authentication failed for user \"app\": check the password")
                    .hasMessageNotContaining("wrong word")
                    .satisfies(
                            e -> assertThat(((SnapshotException) e).sqlState()).contains("28P01"));
            refused(none).hasMessageContaining("no password is known");
        }
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        PostgresServer server = PostgresServer.shared(15);
        ConnectionSpec.Builder builder = ConnectionSpec.builder().dsn(server.uri("no such database"));
        refused(builder.build())
                .hasMessageContaining("database \"no such database\" does not exist")
                .satisfies(e -> assertThat(((SnapshotException) e).sqlState()).contains("3D000"));
        refused(builder.host("no-such-host.invalid").build())
                .hasMessageContaining("host \"no-such-host.invalid\" (given explicitly) is unknown");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        refused(builder.host("localhost").port(free).build())
                .hasMessageContaining("nothing listens there")
                .hasMessageContaining("check host and port (given explicitly), and that the server runs");
        refused(ConnectionSpec.builder()
                        .dsn("postgresql://me@localhost/x")
                        .port(free)
                        .build())
                .hasMessageContaining("check host and port (the connection string, given explicitly)");
    }

    @Test
    void aServerThatDiesInTheMiddleOfACopyIsALostConnection() {
        try (PostgresServer server = PostgresServer.start(15, Map.of());
                Session session = new Sessions(
                                ConnectionSpec.builder()
                                        .dsn(server.uri("postgres"))
                                        .build(),
                                new Direct())
                        .open(SessionPurpose.DUMP)) {
            boolean[] killed = {false};
            assertThatThrownBy(() -> new CopyOut(session)
                            .raw("public.numbers", "COPY (SELECT generate_series(1, 1000000000)) TO stdout", bytes -> {
                                if (!killed[0]) {
                                    killed[0] = true;
                                    server.kill();
                                }
                            }))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST))
                    .hasMessageStartingWith("copying public.numbers: the connection to the server broke");
            assertThatThrownBy(() -> session.query("SELECT 1 AS i", row -> row.integer("i")))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
        }
    }
}
