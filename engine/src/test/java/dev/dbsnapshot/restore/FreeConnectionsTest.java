package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit of connections stops a restore before it begins where it cannot do without, and else slows it down. */
class FreeConnectionsTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"IN_PLACE, ROLE, 1, 2", "NO_ATOMIC, ROLE, 1, 2", "NO_ATOMIC, DATABASE, 1, 2", "SWAP, ROLE, 2, 3"})
    void aLimitStopsWhatNeedsMoreAndSlowsDownWhatWantsMore(
            RestoreStrategy strategy, String whose, int tooFew, int enough) {
        String role = "limited_" + (strategy + whose).toLowerCase(java.util.Locale.ROOT);
        server.run("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
        String database = server.createDatabase("OWNER " + role);
        server.run(database, "SET ROLE " + role + "; CREATE TABLE a AS SELECT 1 AS i; CREATE TABLE b AS SELECT 2 AS i");
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri(database)).user(role).build();
        Path archive = Backup.of(spec).toFile(folder.resolve("x.tar")).run().file();
        server.run(database, "DROP TABLE b");
        RestoreOptions options =
                RestoreOptions.DEFAULT.withDrop(true).withStrategy(strategy).withJobs(2);
        List<String> warnings = new ArrayList<>();
        Restore restore = Restore.of(archive, spec)
                .options(options)
                .safetyFolder(folder)
                .progress(event -> {
                    if (event instanceof Progress.Warning warning) {
                        warnings.add(warning.message());
                    }
                });
        String limit = "ALTER " + whose + " " + (whose.equals("ROLE") ? role : database) + " CONNECTION LIMIT ";

        server.run("postgres", limit + tooFew);
        assertThatThrownBy(restore::run)
                .hasMessageContaining("has a CONNECTION LIMIT of " + tooFew + ", and 1 are in use")
                .hasMessageContaining("end other sessions, or let a superuser run ALTER " + whose);
        assertThat(server.query(database, "SELECT to_regclass('b') IS NULL")).isEqualTo("t");

        server.run("postgres", limit + enough);
        restore.run();
        assertThat(server.query(database, "SELECT i FROM b")).isEqualTo("2");
        assertThat(warnings.stream()
                        .anyMatch(text ->
                                text.contains("this restore wants") && text.contains("and will go on with 1 fewer")))
                .isEqualTo(strategy != RestoreStrategy.IN_PLACE);
        assertThat(warnings.stream().anyMatch(text -> text.startsWith("only 1 of 2 connections restore")))
                .isEqualTo(strategy != RestoreStrategy.IN_PLACE);
    }

    @Test
    void aServerThatIsNearlyFullIsAWarning() {
        try (PostgresServer small = PostgresServer.start(15, Map.of("max_connections", "8"))) {
            String database = small.createDatabase();
            ConnectionSpec spec =
                    ConnectionSpec.builder().dsn(small.uri(database)).build();
            Path archive = Backup.of(spec).toFile(folder.resolve("x.tar")).run().file();

            assertThat(Restore.of(archive, spec)
                            .options(RestoreOptions.DEFAULT.withJobs(20))
                            .plan()
                            .findings())
                    .extracting(Finding::text)
                    .anyMatch(text -> text.contains("connections left for role postgres (max_connections), and this"
                            + " restore wants 20 more"));
        }
    }
}
