package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to fit into the lock table fits; and what is refused, pg_restore could not do in one transaction either. */
class LockBudgetTest {

    private static final Pattern NUMBERS =
            Pattern.compile("dropping takes (\\d+) locks, creating (\\d+), and the server has (\\d+) free");

    @TempDir
    private Path folder;

    @Test
    void theLimitIsWhereItIsSaidToBe() {
        Map<String, String> small = Map.of(
                "max_connections", "10",
                "max_wal_senders", "0",
                "max_worker_processes", "2",
                "max_locks_per_transaction", "32");
        try (PostgresServer server = PostgresServer.start(15, small)) {
            // 32 * (10 + 2 + 3 + 1) = 512 locks, of which looking around takes some; a table here takes five: itself,
            // two
            // for long values, its sequence and its index.
            long free = free(server, 110);
            assertThat(free).isBetween(400L, 512L);
            int most = (int) (free / 5);

            assertThat(restore(server, most)).isEqualTo(most);
            assertThat(free(server, most + 1)).isEqualTo(free);

            whatOneTransactionCannotHoldIsUndoneByMany(server, most + 20);

            // The server itself has some reserve, but not a multiple.
            String target = server.createDatabase();
            RealPrograms programs = RealPrograms.of(15);
            Path archive = archive(PostgresServer.shared(15), 250);
            assertThat(programs.run(
                                    "pg_restore",
                                    "--single-transaction",
                                    "--dbname",
                                    server.uri(target),
                                    archive.toString())
                            .stderr())
                    .contains("out of shared memory");
        }
    }

    private void whatOneTransactionCannotHoldIsUndoneByMany(PostgresServer server, int tables) {
        String target = server.createDatabase();
        Restore.of(archive(server, tables), spec(server, target)).run();
        Path safety = folder.resolve("safety");
        server.run(target, "INSERT INTO t7 (name) VALUES ('kept')");
        Restore.of(archive(server, 1), spec(server, target))
                .options(RestoreOptions.DEFAULT.withDrop(true).withStrategy(RestoreStrategy.NO_ATOMIC))
                .safetyFolder(safety)
                .run();
        Undo undo = Undo.of(spec(server, target)).safetyFolder(safety);

        assertThatThrownBy(undo::run).hasMessageContaining("with --no-atomic");
        undo.strategy(RestoreStrategy.NO_ATOMIC, 2).run();

        assertThat(server.query(target, "SELECT name FROM t7")).isEqualTo("kept");
    }

    /** How many locks are free, by the refusal of so many tables. */
    private long free(PostgresServer server, int tables) {
        long[] free = {0};
        assertThatThrownBy(() -> restore(server, tables))
                .isInstanceOf(SnapshotException.class)
                .satisfies(e -> {
                    Matcher numbers = NUMBERS.matcher(String.valueOf(e.getMessage()));
                    assertThat(numbers.find()).as(e.getMessage()).isTrue();
                    assertThat(Integer.parseInt(numbers.group(2))).isEqualTo(5 * tables);
                    free[0] = Long.parseLong(numbers.group(3)) - Long.parseLong(numbers.group(1));
                });
        return free[0];
    }

    private long restore(PostgresServer server, int tables) {
        Path archive = archive(server, tables);
        String target = server.createDatabase();
        // An empty database is filled by several transactions if one cannot.
        server.run(target, "CREATE SEQUENCE something");
        Restore.of(archive, spec(server, target)).drop(true).run();
        return Long.parseLong(
                server.query(target, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND oid >= 16384"));
    }

    private Path archive(PostgresServer server, int tables) {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE t0 (id serial PRIMARY KEY, name text)");
        for (int i = 1; i < tables; i += 50) {
            server.run(source, """
                DO $$ BEGIN FOR i IN %d..%d LOOP
                  EXECUTE format('CREATE TABLE t%%s (id serial PRIMARY KEY, name text)', i);
                END LOOP; END $$\
                """.formatted(i, Math.min(i + 49, tables - 1)));
        }
        return Backup.of(spec(server, source))
                .toFile(folder.resolve(source + ".tar"))
                .run()
                .file();
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
