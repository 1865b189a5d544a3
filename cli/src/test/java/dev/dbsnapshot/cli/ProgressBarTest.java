package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the screen while the command works, and what Ctrl-C does then. */
class ProgressBarTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final String ESCAPE = "\u001b";

    @TempDir
    private Path home;

    @Test
    void theBarShowsTheIndexInTheWorksAndCtrlCCancelsTheRestore() {
        String source = SERVER.createDatabase();
        // Building this index takes a minute everywhere but where it was made; those of small tables are not told.
        SERVER.run(source, """
            CREATE FUNCTION wait_elsewhere(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
            BEGIN
                IF current_database() <> '%s' THEN PERFORM pg_sleep(60); END IF;
                RETURN $1;
            END $$;
            CREATE TABLE slow (id int, filler text);
            INSERT INTO slow VALUES (1, repeat('x', 2000000));
            CREATE INDEX slow_index ON slow (wait_elsewhere(id))
            """.formatted(source));
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(source), "--file", "slow.tar");
        assertThat(create.exitCode()).as(create.err()).isZero();
        String target = SERVER.createDatabase();
        SERVER.run(target, "CREATE TABLE kept (id int)");

        try (TerminalRun run = TerminalRun.in(
                home, "restore", "--dsn", SERVER.uri(target), "--file", "./slow.tar", "--drop", "--yes")) {
            run.awaitScreen("indexes", "[--", "0 of 1", "INDEX public.slow_index");
            run.type(TerminalRun.CTRL_C);

            assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.CANCELLED.number());
            assertThat(run.screen())
                    .contains("cancelling; once more ends at once", ": cancelled", "details: ")
                    .doesNotContain("[--");
        }
        assertThat(SERVER.query(target, "SELECT string_agg(relname, ',') FROM pg_stat_user_tables"))
                .isEqualTo("kept");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBarFitsTheWindowAndTheSecondCtrlCEndsAtOnce(boolean keyboard) throws IOException {
        String database = SERVER.createDatabase();
        SERVER.run(
                database,
                "CREATE TABLE big AS SELECT repeat('x', 1000) AS filler FROM generate_series(1, 20000); ANALYZE big");
        try (FaultProxy proxy = FaultProxy.before(SERVER)) {
            proxy.stallAfter(10_000_000);
            String dsn = "postgresql://postgres@localhost:" + proxy.port() + "/" + database;
            String[] create = {"create", "--dsn", dsn, "--file", "big.tar"};
            try (TerminalRun run =
                    keyboard ? TerminalRun.in(home, create) : TerminalRun.withoutKeyboard(home, create)) {
                run.awaitScreen("data  [###", "-]", "%", " MiB of 2", "public.big");
                run.resize(30).awaitScreen("data  ~");
                run.awaitOutput("a line that fits", output -> lastLine(output).length() < 30);
                run.type(TerminalRun.CTRL_C).await("cancelling; once more ends at once");
                run.type(TerminalRun.CTRL_C);

                assertThat(run.exitCode()).isEqualTo(ExitCode.CANCELLED.number());
            }
        }
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("big.tar");
        }
    }

    @Test
    void aTerminalThatCanOnlyPrintGetsLines() {
        String database = SERVER.createDatabase();
        try (TerminalRun run = TerminalRun.in(
                home, Map.of("TERM", "dumb"), 80, "create", "--dsn", SERVER.uri(database), "--file", "dumb.tar")) {
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("phase: data").doesNotContain(ESCAPE);
        }
    }

    @Test
    void noColorMeansNone() {
        String database = SERVER.createDatabase();
        try (TerminalRun run = TerminalRun.in(
                home, Map.of("NO_COLOR", "1"), 80, "create", "--dsn", SERVER.uri(database), "--file", "plain.tar")) {
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).doesNotContainPattern(ESCAPE + "\\[[0-9;]*3[0-9]m");
        }
    }

    /** What stands on the line that was drawn last, without what moves the cursor and colors. */
    private static String lastLine(String output) {
        String text = output.replaceAll(ESCAPE + "\\[[0-9;?]*[a-zA-Z]", "");
        return text.substring(Math.max(text.lastIndexOf('\r'), text.lastIndexOf('\n')) + 1);
    }
}
