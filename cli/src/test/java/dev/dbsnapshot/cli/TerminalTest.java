package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a real terminal: what a person sees, what the keys do, and how it ends. */
class TerminalTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    /** Versions 41 and 42 of an application's database. */
    private static final String APPLICATION = """
        CREATE TABLE schema_migrations (version bigint NOT NULL, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (41, false);
        CREATE TABLE customers (id int PRIMARY KEY, name text);
        INSERT INTO customers VALUES (1, 'Ann'), (2, 'Bob')
        """;

    private static final String UPGRADE = """
        UPDATE schema_migrations SET version = 42;
        CREATE TABLE orders (id int PRIMARY KEY);
        DELETE FROM customers
        """;

    @TempDir
    private static Path home;

    private static String snapshotName = "";

    @BeforeAll
    static void aSnapshotOfVersion41() {
        String database = SERVER.createDatabase();
        SERVER.run(database, APPLICATION);
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(database));
        assertThat(create.exitCode()).as(create.err()).isZero();
        snapshotName = String.valueOf(Path.of(create.out().strip()).getFileName());
    }

    @Test
    void theSnapshotIsChosenByItsNumberAndTheNameIsTypedForADrop() {
        String database = upgraded();
        try (TerminalRun run = TerminalRun.in(home, "restore", "--dsn", SERVER.uri(database))) {
            run.await("Number of the snapshot to restore (1, q to quit): ");
            assertThat(run.screen()).contains("#   NAME", "VERSION", "SIZE", "DATE", "1   " + snapshotName + "   41");
            run.type("7\n").await("'7' is none of the numbers above.");
            run.type("first\n").await("'first' is none of the numbers above.");
            run.type("1\n").await("Type the name of the database (" + database + ") to destroy what is in it: ");
            assertThat(run.screen())
                    .contains(
                            "schema version 41,",
                            "as postgres, schema version 42",
                            "drop-and-restore: the live schema version")
                    .contains("everything in the database: ", "orders", "The application must be stopped");
            run.type(database + "\n");

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.screen()).contains("restored " + snapshotName + " into " + database + " (drop-and-restore)");
        }
        assertThat(SERVER.query(database, "SELECT string_agg(name, ',' ORDER BY id) FROM customers"))
                .isEqualTo("Ann,Bob");
    }

    @Test
    void anotherNameThanTheDatabasesIsNoAgreement() {
        String database = upgraded();
        try (TerminalRun run = restoreOf(database)) {
            run.await("to destroy what is in it: ").type("postgres\n");

            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
            assertThat(run.screen()).contains("not restored: 'postgres' is not its name, and nothing was changed");
        }
        stillUpgraded(database);
    }

    @ParameterizedTest
    @CsvSource({"n,5", "'',5", "maybe,5", "y,0", "YES,0"})
    void whatDestroysNothingNeedsAYes(String answer, int exitCode) {
        String database = SERVER.createDatabase();
        try (TerminalRun run = restoreOf(database)) {
            run.await("Restore now? (y/N): ").type(answer + "\n");
            assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
        }
        assertThat(SERVER.query(database, "SELECT count(*) FROM pg_stat_user_tables"))
                .isEqualTo(exitCode == 0 ? "2" : "0");
    }

    @ParameterizedTest
    @CsvSource({"q,5", "'',5"})
    void theListCanBeLeft(String answer, int exitCode) {
        String database = upgraded();
        try (TerminalRun run = TerminalRun.in(home, "restore", "--dsn", SERVER.uri(database))) {
            run.await("q to quit): ").type(answer + "\n");
            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.screen()).contains("not restored: no snapshot was chosen, and nothing was changed");
        }
    }

    @Test
    void withoutAnySnapshotNothingIsAsked(@TempDir Path empty) {
        try (TerminalRun run = TerminalRun.in(empty, "restore", "--dsn", SERVER.uri("postgres"))) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
            assertThat(run.screen()).contains("there is no snapshot to restore in", "make one with", "--file");
        }
    }

    @Test
    void safetySnapshotsAreNotInTheList() throws IOException {
        String database = upgraded();
        Path safety = Files.createDirectories(home.resolve(".poolside/snapshots/safety/here"));
        Files.copy(
                home.resolve(".poolside/snapshots").resolve(snapshotName),
                safety.resolve("before-restore-20300101-000000.tar"));
        try (TerminalRun run = TerminalRun.in(home, "restore", "--dsn", SERVER.uri(database))) {
            run.await("Number of the snapshot to restore (1, q to quit): ");
            assertThat(run.screen()).doesNotContain("before-restore");
            run.type("q\n");
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        }
    }

    @Test
    void theEndOfInputLeavesAQuestion() {
        String database = upgraded();
        try (TerminalRun run = TerminalRun.in(home, "restore", "--dsn", SERVER.uri(database))) {
            run.await("q to quit): ").type(TerminalRun.CTRL_D);
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        }
        try (TerminalRun run = restoreOf(database)) {
            run.await("to destroy what is in it: ").type(TerminalRun.CTRL_D);
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        }
        stillUpgraded(database);
    }

    @Test
    void ctrlCAtAQuestionCancels() {
        String database = upgraded();
        try (TerminalRun run = TerminalRun.in(home, "restore", "--dsn", SERVER.uri(database))) {
            run.await("q to quit): ").type(TerminalRun.CTRL_C);
            assertThat(run.exitCode()).isEqualTo(ExitCode.CANCELLED.number());
        }
        try (TerminalRun run = restoreOf(database)) {
            run.await("to destroy what is in it: ").type(TerminalRun.CTRL_C);
            assertThat(run.exitCode()).isEqualTo(ExitCode.CANCELLED.number());
            assertThat(run.screen()).contains("cancelled").doesNotContain("Exception");
        }
        stillUpgraded(database);
    }

    @ParameterizedTest
    @CsvSource({"41, ''", "42, --drop", "42, --no-atomic"})
    void ctrlCInTheMiddleLeavesTheDatabase(int version, String option) throws SQLException {
        String database = upgraded();
        SERVER.run(database, "UPDATE schema_migrations SET version = " + version);
        List<String> words = new ArrayList<>(
                List.of("restore", "--dsn", SERVER.uri(database), "--file", snapshotName, "--yes", option));
        words.removeIf(String::isEmpty);
        try (Connection holder = SERVER.connect(database);
                Statement holding = holder.createStatement()) {
            holding.execute("BEGIN; LOCK TABLE customers IN SHARE MODE");
            try (TerminalRun run = TerminalRun.in(home, words.toArray(String[]::new))) {
                run.await("waiting for a lock on public.customers");
                run.type(TerminalRun.CTRL_C)
                        .await("once more ends at once, and leaves the rest to db-snapshot recover");
                assertThat(run.exitCode()).isEqualTo(ExitCode.CANCELLED.number());
                assertThat(run.screen()).contains("cancelled; nothing was changed in database " + database);
            }
        }
        SERVER.run(database, "UPDATE schema_migrations SET version = 42");
        stillUpgraded(database);
    }

    @Test
    void yesAsksNothing() {
        String database = upgraded();
        try (TerminalRun run = TerminalRun.in(
                home, "restore", "--dsn", SERVER.uri(database), "--file", snapshotName, "--drop", "--yes")) {
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.screen()).doesNotContain("Type the name");
        }
    }

    @Test
    void aPasswordIsAskedForAndNotShown() {
        try (PostgresServer server = PostgresServer.start(15, Map.of("password_encryption", "scram-sha-256"))) {
            server.run("postgres", """
                CREATE ROLE app LOGIN SUPERUSER PASSWORD 'right word';
                COPY (SELECT unnest(ARRAY['host all app all scram-sha-256', 'host all all all trust']))
                    TO PROGRAM 'cat > pg_hba.conf';
                SELECT pg_reload_conf(), pg_sleep(1)
                """);
            String dsn = "postgresql://app@" + server.host() + ":" + server.port() + "/postgres";
            try (TerminalRun run = TerminalRun.in(home, "create", "--dsn", dsn, "--file", "asked.tar")) {
                run.await("Password for user app: ").type("right word\n");
                assertThat(run.exitCode()).as(run.output()).isZero();
                assertThat(run.output()).doesNotContain("right word");
            }
            try (TerminalRun run = TerminalRun.in(home, "create", "--dsn", dsn, "--file", "unasked.tar")) {
                run.await("Password for user app: ").type(TerminalRun.CTRL_C);
                assertThat(run.exitCode()).isEqualTo(ExitCode.CANCELLED.number());
            }
        }
    }

    private static TerminalRun restoreOf(String database) {
        return TerminalRun.in(home, "restore", "--dsn", SERVER.uri(database), "--file", snapshotName);
    }

    private static String upgraded() {
        String database = SERVER.createDatabase();
        SERVER.run(database, APPLICATION + ";" + UPGRADE);
        return database;
    }

    private static void stillUpgraded(String database) {
        assertThat(SERVER.query(
                        database,
                        "SELECT version || ' ' || (SELECT count(*) FROM orders) || ' ' || (SELECT count(*) FROM"
                                + " customers) FROM schema_migrations"))
                .isEqualTo("42 0 0");
    }
}
