package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What there is to go back to: swaps, safety snapshots, undo and recover on the command line. */
class SafeguardsTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private Path home;

    private String archive = "";
    private String target = "";

    @BeforeEach
    void aTargetThatDiffersFromTheArchive() {
        String source = SERVER.createDatabase();
        SERVER.run(source, "CREATE TABLE fresh AS SELECT generate_series(1, 1000) AS i");
        archive = home.resolve("x.tar").toString();
        Backup.of(spec(source)).toFile(home.resolve("x.tar")).run();
        target = SERVER.createDatabase();
        SERVER.run(target, "CREATE TABLE old AS SELECT generate_series(1, 5) AS i");
    }

    @Test
    void aSwapKeepsTheOldDatabaseUntilSomebodyDropsIt() {
        assertThat(expect(0, "restore", "--file", archive, "--drop", "--strategy", "swap", "--plan")
                        .out())
                .contains("the old one gets another name")
                .doesNotContain("Lost");
        expect(0, "restore", "--file", archive, "--drop", "--strategy", "swap", "-j", "2", "--yes");
        assertThat(tables()).isEqualTo("fresh");

        CommandRun unagreed = expect(ExitCode.CONFLICT.number(), "undo");
        assertThat(unagreed.err()).contains(target + "_old_").contains("--yes").contains("nothing was changed");
        assertThat(tables()).isEqualTo("fresh");

        expect(0, "undo", "--yes");
        assertThat(tables()).isEqualTo("old");

        assertThat(expect(ExitCode.CONFLICT.number(), "undo", "--drop-old").err())
                .contains("--yes");
        assertThat(expect(0, "undo", "--drop-old", "--yes").err()).contains("dropped " + target + "_old_");
        assertThat(expect(ExitCode.CONFLICT.number(), "undo", "--yes").err()).contains("nothing to undo");

        expect(0, "restore", "--file", archive, "--drop", "--strategy", "swap", "--drop-old", "--yes");
        assertThat(expect(ExitCode.CONFLICT.number(), "undo", "--yes").err()).contains("nothing to undo");
    }

    @Test
    void aSafetySnapshotIsKeptApartFromTheOthers() {
        expect(0, "restore", "--file", archive, "--drop", "--yes");
        assertThat(home.resolve(".poolside/snapshots/safety"))
                .isDirectoryRecursivelyContaining("glob:**/before-restore-*.tar");
        assertThat(CommandRun.in(home, "list", "-o", "name").out()).isEmpty();

        expect(0, "undo", "--yes");

        assertThat(tables()).isEqualTo("old");
    }

    @Test
    void onlyTheNewestSafetySnapshotsOfADatabaseStay() throws IOException {
        expect(0, "restore", "--file", archive, "--drop", "--yes");
        Path safety = home.resolve(".poolside/snapshots/safety");
        Path first = files(safety).get(0);
        Path old = Files.copy(first, first.resolveSibling("before-restore-20200101-000000.tar"));
        Path older = Files.copy(first, first.resolveSibling("before-restore-20190101-000000.tar"));
        Path mine = Files.copy(first, first.resolveSibling("before-restore-mine.tar"));

        expect(0, "restore", "--file", archive, "--drop", "--yes");
        assertThat(files(safety)).contains(first, old, older, mine);
        assertThat(expect(ExitCode.CONFLICT.number(), "restore", "--file", archive, "--keep-safety-snapshots=1")
                        .err())
                .contains("--drop");
        assertThat(files(safety)).contains(first, old, older, mine);
        expect(ExitCode.USAGE.number(), "restore", "--file", archive, "--keep-safety-snapshots=-1");
        expect(0, "restore", "--file", archive, "--drop", "--yes", "--keep-safety-snapshots=2");

        assertThat(files(safety)).hasSize(3).contains(mine).doesNotContain(old, older);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void severalTransactionsNeedNoSwap() {
        expect(
                ExitCode.USAGE.number(),
                "restore",
                "--file",
                archive,
                "--drop",
                "--no-atomic",
                "--strategy",
                "swap",
                "--yes");
        expect(ExitCode.USAGE.number(), "restore", "--file", archive, "--drop", "--drop-old", "--yes");
        expect(ExitCode.USAGE.number(), "restore", "--file", archive, "--drop", "--yes", "--output", "json");

        expect(0, "restore", "--file", archive, "--drop", "--no-atomic", "--jobs", "2", "--yes");

        assertThat(tables()).isEqualTo("fresh");
        expect(0, "undo", "--yes", "--no-atomic", "-j", "2", "--lock-wait-timeout", "5s");
        assertThat(tables()).isEqualTo("old");
        expect(0, "undo", "--yes");
        assertThat(tables()).isEqualTo("fresh");
    }

    @Test
    void whatWasInterruptedIsRecoveredFirst() {
        assertThat(expect(0, "recover").err()).contains("nothing to recover");
        String left = target + "_new_20260101000000";
        SERVER.run("postgres", "CREATE DATABASE " + left);
        try (FileJournal journal = FileJournal.open(home.resolve(".poolside/journal"), spec(target))) {
            journal.before("swap-create-database", Map.of("database", target, "new", left, "third", "postgres"));
        }

        assertThat(expect(ExitCode.CONFLICT.number(), "restore", "--file", archive, "--drop", "--yes")
                        .err())
                .contains("db-snapshot recover");
        assertThat(expect(ExitCode.CONFLICT.number(), "recover").err()).contains("--yes");
        assertThat(expect(0, "recover", "--yes").err()).contains("dropped the new database " + left);

        expect(0, "restore", "--file", archive, "--drop", "--yes");
        assertThat(tables()).isEqualTo("fresh");
    }

    @Test
    void whatIsHalfRestoredIsNotBackedUp() throws SQLException {
        String notWhole = "is not backed up, because a restore into it has not ended";
        try (FileJournal journal = FileJournal.open(home.resolve(".poolside/journal"), spec(target))) {
            Journal.Note swap = journal.before("swap-create-database", Map.of("database", target));
            expect(0, "create", "--force");
            assertThat(expect(ExitCode.CONFLICT.number(), "restore", "--file", archive, "--drop", "--plan")
                            .out())
                    .contains("has not ended", "db-snapshot recover");
            swap.settled();
            Journal.Note half = journal.before("in-place-replace", Map.of("database", target, "safety", ""));
            assertThat(expect(ExitCode.CONFLICT.number(), "create", "--force").err())
                    .contains(notWhole, "run db-snapshot recover");
            half.settled();
            expect(0, "restore", "--file", archive, "--drop", "--plan");
        }
        try (Connection worker = SERVER.connect(target);
                Statement work = worker.createStatement()) {
            work.execute("SELECT pg_advisory_lock_shared(1684175475, 2)");
            assertThat(expect(ExitCode.CONFLICT.number(), "create", "--force").err())
                    .contains(notWhole);
        }
        SERVER.run(target, "CREATE SCHEMA db_snapshot_unfinished_restore");
        assertThat(expect(ExitCode.CONFLICT.number(), "create", "--force").err())
                .contains(notWhole);
        SERVER.run(target, "DROP SCHEMA db_snapshot_unfinished_restore");
        expect(0, "create", "--force");
    }

    @Test
    void whatARestoreIntoAnEmptyDatabaseLeftIsRecoveredWithoutAJournal() {
        target = SERVER.createDatabase();
        SERVER.run(target, "CREATE TABLE half (id int); CREATE SCHEMA db_snapshot_unfinished_restore");

        assertThat(expect(ExitCode.CONFLICT.number(), "recover").err()).contains("has not ended", "--yes");
        assertThat(expect(0, "recover", "--yes").err()).contains("is empty again");

        assertThat(tables()).isEqualTo("null");
        assertThat(expect(0, "recover").err()).contains("nothing to recover");
    }

    private CommandRun expect(int code, String command, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = command;
        all[1] = "--dsn";
        all[2] = SERVER.uri(target);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        CommandRun run = CommandRun.in(home, all);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
        return run;
    }

    private String tables() {
        return SERVER.query(
                target,
                "SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r'"
                        + " AND relnamespace = 'public'::regnamespace");
    }

    private static ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(SERVER.uri(database)).build();
    }
}
