package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All processes of the server are killed at once, in the middle of a table's rows. */
class ServerCrashTest {

    private static final String STATE = "SELECT format('%s %s', (SELECT count(*) FROM big),"
            + " (SELECT format('%s %s', last_value, is_called) FROM numbers))";

    @TempDir
    private Path folder;

    @Test
    void leavesNoFileOfABackupAndChangesNothingByARestore() {
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            String database = server.createDatabase();
            server.run(
                    database,
                    "CREATE TABLE big AS SELECT repeat('x', 1000) AS t FROM generate_series(1, 30000);"
                            + "CREATE SEQUENCE numbers; CHECKPOINT");
            Path file = folder.resolve("x.tar");

            assertThatThrownBy(() -> Backup.of(spec(server, database))
                            .toFile(file)
                            .stallTimeout(Duration.ofSeconds(1))
                            .progress(killing(server))
                            .run())
                    .isInstanceOfSatisfying(SnapshotException.class, ServerCrashTest::isLost);
            assertThat(folder).isEmptyDirectory();
            server.startAgain();

            // Bytes are told while a table flows, in growing numbers, not only when it is complete.
            List<Progress.Event> events = new ArrayList<>();
            Backup.of(spec(server, database)).toFile(file).progress(events::add).run();
            List<Long> moved = events.stream()
                    .filter(Progress.BytesMoved.class::isInstance)
                    .map(event -> ((Progress.BytesMoved) event).bytes())
                    .toList();
            assertThat(moved).isSorted().hasSizeGreaterThan(6).last().isEqualTo(30_000L * 1001);

            server.run(database, "SELECT nextval('numbers') FROM generate_series(1, 5); DELETE FROM big; CHECKPOINT");
            assertThatThrownBy(() -> Restore.of(file, spec(server, database))
                            .drop(true)
                            .progress(killing(server))
                            .run())
                    .isInstanceOfSatisfying(SnapshotException.class, ServerCrashTest::isLost);
            server.startAgain();
            assertThat(server.query(database, STATE)).isEqualTo("0 5 t");

            Restore.of(file, spec(server, database)).drop(true).run();
            assertThat(server.query(database, STATE)).isEqualTo("30000 1 f");
        }
    }

    @Test
    void whatSeveralTransactionsRestoredSurvivesACrashOfTheServer() {
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            String database = server.createDatabase();
            server.run(database, "CREATE SEQUENCE numbers; SELECT setval('numbers', 4711)");
            Path file = folder.resolve("y.tar");
            Backup.of(spec(server, database)).toFile(file).run();

            // The position of the sequence is what is restored last.
            Restore.of(file, spec(server, database))
                    .options(RestoreOptions.DEFAULT
                            .withDrop(true)
                            .withStrategy(RestoreStrategy.NO_ATOMIC)
                            .withSafetySnapshot(false))
                    .run();
            server.kill();
            server.startAgain();

            assertThat(server.query(database, "SELECT last_value FROM numbers")).isEqualTo("4711");
        }
    }

    private static void isLost(SnapshotException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(e.getMessage()).doesNotContain("\n").contains("public.big").contains("start again");
    }

    /** Kills the server at the first piece of the rows; others are on their way then. */
    private static Progress killing(PostgresServer server) {
        AtomicBoolean killed = new AtomicBoolean();
        return event -> {
            if (event instanceof Progress.BytesMoved && killed.compareAndSet(false, true)) {
                server.kill();
            }
        };
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
