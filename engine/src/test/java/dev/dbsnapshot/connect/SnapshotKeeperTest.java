package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotKeeperTest {

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void everySessionSeesTheDatabaseAsItWasAtOneMoment(int major) {
        PostgresServer server = PostgresServer.shared(major);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
        Sessions sessions =
                new Sessions(ConnectionSpec.builder().dsn(server.uri(database)).build(), new Direct());

        try (SnapshotKeeper keeper = SnapshotKeeper.open(sessions)) {
            server.run(database, "INSERT INTO t VALUES (2)");
            try (Session worker = keeper.openWorker()) {
                assertThat(count(keeper.session())).containsExactly(1L);
                assertThat(count(worker)).containsExactly(1L);
            }
            assertThat(keeper.id()).matches("[0-9A-F-]+");
            assertThat(keeper.lsn()).matches("[0-9A-F]+/[0-9A-F]+");
        }
        try (Session later = sessions.open(SessionPurpose.RESTORE)) {
            assertThat(count(later)).containsExactly(2L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void aServerTellsWhatItIs(int major) {
        PostgresServer server = PostgresServer.shared(major);
        try (Session session = new Sessions(
                        ConnectionSpec.builder().dsn(server.uri("postgres")).build(), new Direct())
                .open(SessionPurpose.DUMP)) {
            Server itself = Server.read(session);
            assertThat(itself.version().major()).isEqualTo(major);
            assertThat(itself.encoding()).isEqualTo("UTF8");
            assertThat(itself.superuser()).isTrue();
            assertThat(itself.inRecovery()).isFalse();
            assertThat(itself.keywords()).contains("select", "between").doesNotContain("abort");
            assertThat(itself.maxLocksPerTransaction()).isEqualTo(64);
        }
    }

    @Test
    void aStandbySharesItsSnapshotToo() {
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            server.run("postgres", "CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
            server.run("postgres", "COPY (SELECT '') TO PROGRAM 'cat > standby.signal'");
            server.stop();
            server.startAgain();
            Sessions sessions = new Sessions(
                    ConnectionSpec.builder().dsn(server.uri("postgres")).build(), new Direct());
            try (SnapshotKeeper keeper = SnapshotKeeper.open(sessions);
                    Session worker = keeper.openWorker()) {
                assertThat(Server.read(worker).inRecovery()).isTrue();
                assertThat(count(worker)).containsExactly(1L);
                assertThat(keeper.lsn()).matches("[0-9A-F]+/[0-9A-F]+");
            }
        }
    }

    private static List<Long> count(Session session) {
        return session.query("SELECT count(*) AS n FROM public.t", row -> row.bigint("n"));
    }
}
