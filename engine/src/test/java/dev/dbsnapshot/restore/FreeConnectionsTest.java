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
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit of connections stops a restore before it begins where it cannot do without, and else slows it down. */
class FreeConnectionsTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"IN_PLACE, ROLE, 1, 2", "NO_ATOMIC, ROLE, 1, 2", "NO_ATOMIC, DATABASE, 1, 2", "SWAP, ROLE, 2, 3"})
    void aLimitStopsWhatNeedsMoreAndSlowsDownWhatWantsMore(
            RestoreStrategy strategy, String whose, int tooFew, int enough) {
        String role = "limited_" + (strategy + whose).toLowerCase(Locale.ROOT);
        server.run("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
        String database = server.createDatabase("OWNER " + role);
        server.run(database, "SET ROLE " + role + "; CREATE TABLE a AS SELECT 1 AS i; CREATE TABLE b AS SELECT 2 AS i");
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri(database)).user(role).build();
        Path archive = Backup.of(
                        ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(folder.resolve("x.tar"))
                .run()
                .file();
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
        awaitNobodyIn(database);
        assertThatThrownBy(restore::run)
                .hasMessageContaining("has a CONNECTION LIMIT of " + tooFew + ", and 1 are in use")
                .hasMessageContaining("end other sessions, or let a superuser run ALTER " + whose);
        assertThat(server.query(database, "SELECT to_regclass('b') IS NULL")).isEqualTo("t");

        server.run("postgres", limit + enough);
        awaitNobodyIn(database);
        restore.run();
        assertThat(server.query(database, "SELECT i FROM b")).isEqualTo("2");
        assertThat(warnings.stream()
                        .anyMatch(text ->
                                text.contains("this restore wants") && text.contains("and will go on with 1 fewer")))
                .isEqualTo(strategy != RestoreStrategy.IN_PLACE);
        assertThat(warnings.stream().anyMatch(text -> text.startsWith("only 1 of 2 connections restore")))
                .isEqualTo(strategy != RestoreStrategy.IN_PLACE);
    }

    /** The server notices a moment later that a session was closed. */
    private void awaitNobodyIn(String database) {
        server.run(
                "postgres",
                "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_get_activity(NULL) a JOIN pg_database d ON d.oid ="
                        + " a.datid WHERE d.datname = '" + database
                        + "') LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();"
                        + " END LOOP; END $$");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 16, 18})
    void aServerThatHasNotSoManyLeftIsAWarning(int major) {
        PostgresServer any = PostgresServer.shared(major);
        any.run("postgres", "DO $$ BEGIN CREATE ROLE of_many LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        String database = any.createDatabase("OWNER of_many");
        ConnectionSpec.Builder spec = ConnectionSpec.builder().dsn(any.uri(database));
        Path archive =
                Backup.of(spec.build()).toFile(folder.resolve("x.tar")).run().file();

        for (String role : List.of("postgres", "of_many")) {
            assertThat(Restore.of(archive, spec.user(role).build())
                            .options(RestoreOptions.DEFAULT.withJobs(5000))
                            .plan()
                            .findings())
                    .extracting(Finding::text)
                    .anyMatch(text -> text.contains("connections left for role " + role + " (max_connections), and this"
                            + " restore wants 5000 more"));
        }
    }
}
