package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cron, pipes and programs: without a terminal nothing asks, nothing hangs, and what a program reads is in order. */
class NobodyToAskTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private static Path home;

    private static String database = "";

    @BeforeAll
    static void aSnapshot() {
        database = SERVER.createDatabase();
        SERVER.run(database, """
            CREATE TABLE schema_migrations (version bigint NOT NULL, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (41, false);
            CREATE TABLE t (id int PRIMARY KEY);
            INSERT INTO t VALUES (1)
            """);
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(database), "--file", "t.tar");
        assertThat(create.exitCode()).as(create.err()).isZero();
    }

    /** A pipe that nobody writes into is what hangs a prompt for ever. */
    @Test
    void withAnOpenPipeAsInputARestoreNamesWhatIsMissing() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "restore",
                        "--dsn",
                        SERVER.uri(database))
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isEqualTo(ExitCode.USAGE.number());
        assertThat(output).contains("nobody can be asked here", "--file FILE and --yes");
    }

    @Test
    void aDropWithoutYesIsRefusedAndSaysWhatWouldBeLost() {
        CommandRun run =
                CommandRun.in(home, "-q", "restore", "--dsn", SERVER.uri(database), "--file", "t.tar", "--drop");
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(run.err())
                .contains("everything in database " + database, "t.tar", "add --yes to agree", "nothing was changed");
        assertThat(SERVER.query(database, "SELECT count(*) FROM t")).isEqualTo("1");
    }

    @Test
    void whatAnInterruptedRestoreLeftIsNotDroppedWithoutYes() {
        String half = SERVER.createDatabase();
        SERVER.run(half, "CREATE SCHEMA db_snapshot_unfinished_restore; CREATE TABLE something (id int)");
        String[] restore = {"-q", "restore", "--dsn", SERVER.uri(half), "--file", "t.tar"};

        CommandRun unasked = CommandRun.in(home, restore);
        assertThat(unasked.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(unasked.err()).contains("add --yes to agree");
        assertThat(SERVER.query(half, "SELECT to_regclass('something')")).isEqualTo("something");

        CommandRun agreed = CommandRun.in(home, with(restore, "--yes"));
        assertThat(agreed.exitCode()).as(agreed.err()).isZero();
        assertThat(SERVER.query(half, "SELECT to_regclass('something')")).isEqualTo("null");
    }

    @Test
    void aPlanChangesNothingAndIsText() {
        SERVER.run(database, "UPDATE schema_migrations SET version = 42");
        try {
            CommandRun run = CommandRun.in(home, "restore", "--dsn", SERVER.uri(database), "--file", "t.tar", "--plan");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("Snapshot", "schema version 41", "Database", "schema version 42")
                    .contains("drop-and-restore: the live schema version 42 is newer", "table public.t");
            assertThat(SERVER.query(database, "SELECT version FROM schema_migrations"))
                    .isEqualTo("42");
        } finally {
            SERVER.run(database, "UPDATE schema_migrations SET version = 41");
        }
    }

    @Test
    void aPlanIsJsonOrYaml() throws IOException {
        String empty = SERVER.createDatabase();
        String[] plan = {"restore", "--dsn", SERVER.uri(empty), "--file", "t.tar", "--plan", "-o"};
        CommandRun json = CommandRun.in(home, with(plan, "json"));
        assertThat(json.exitCode()).as(json.err()).isZero();
        assertThat(object(json.out()))
                .containsEntry("version", "1")
                .containsEntry("path", "empty-target")
                .containsEntry("database", empty)
                .containsEntry("stopped", "false");
        assertThat(CommandRun.in(home, with(plan, "yaml")).out()).contains("path: \"empty-target\"\n");
    }

    @Test
    void aPlanThatIsRefusedSaysSoWithItsExitCode() {
        SERVER.run(database, "UPDATE schema_migrations SET version = 40");
        try {
            CommandRun run = CommandRun.in(home, "restore", "--dsn", SERVER.uri(database), "--file", "t.tar", "--plan");
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
            assertThat(run.out()).contains("refused: the live schema version 40 is older than the snapshot's 41");
        } finally {
            SERVER.run(database, "UPDATE schema_migrations SET version = 41");
        }
    }

    @Test
    void progressIsOneJsonObjectALine() throws IOException {
        CommandRun run = CommandRun.in(
                home, "create", "--dsn", SERVER.uri(database), "--file", "json.tar", "--progress", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> events = new ArrayList<>();
        for (String line : run.err().lines().toList()) {
            Map<String, String> event = object(line);
            assertThat(event).containsEntry("version", "1").containsKey("time");
            events.add(event.get("event") + " " + event.getOrDefault("phase", event.getOrDefault("member", "")));
        }
        assertThat(events)
                .containsSubsequence(
                        "phase connect",
                        "phase schema",
                        "phase data",
                        "data-expected ",
                        "member-started public.t",
                        "member-finished public.t",
                        "phase finish",
                        "phase check",
                        "result ");
        for (CommandRun other : List.of(
                CommandRun.in(home, "verify", "json.tar", "--progress", "json"),
                CommandRun.in(
                        home,
                        "restore",
                        "--plan",
                        "--dsn",
                        SERVER.uri(database),
                        "--file",
                        "./json.tar",
                        "--progress",
                        "json"))) {
            assertThat(other.exitCode()).as(other.err()).isZero();
            List<String> lines = other.err().lines().toList();
            assertThat(object(lines.get(lines.size() - 1))).containsEntry("event", "result");
        }
    }

    @Test
    void theStepsOfARestoreAreToldOneByOne() throws IOException {
        String source = SERVER.createDatabase();
        SERVER.run(source, """
            CREATE TABLE parent (id int PRIMARY KEY);
            CREATE TABLE child (id int REFERENCES parent, note text);
            CREATE INDEX child_by_parent ON child (id);
            INSERT INTO parent SELECT generate_series(1, 200000);
            INSERT INTO child SELECT i, 'long enough to be told' FROM generate_series(1, 100000) AS i
            """);
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(source), "--file", "steps.tar");
        assertThat(create.exitCode()).as(create.err()).isZero();
        CommandRun run = CommandRun.in(
                home,
                "restore",
                "--dsn",
                SERVER.uri(source),
                "--file",
                "./steps.tar",
                "--drop",
                "--yes",
                "--progress",
                "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> events = new ArrayList<>();
        for (String line : run.err().lines().toList()) {
            Map<String, String> event = object(line);
            events.add(event.get("event") + " " + event.getOrDefault("phase", event.getOrDefault("step", "")));
        }
        assertThat(events)
                .containsSubsequence(
                        "phase verify",
                        "phase connect",
                        "phase preflight",
                        "phase safety",
                        "phase drop",
                        "phase schema",
                        "phase data",
                        "phase indexes",
                        "step-started CONSTRAINT public.parent parent_pkey",
                        "step-finished CONSTRAINT public.parent parent_pkey",
                        "step-started INDEX public.child_by_parent",
                        "phase constraints",
                        "step-started FK CONSTRAINT public.child child_id_fkey",
                        "step-finished FK CONSTRAINT public.child child_id_fkey",
                        "result ");
    }

    @Test
    void aFailureIsAJsonObjectToo() throws IOException {
        CommandRun run =
                CommandRun.in(home, "create", "--dsn", "postgresql://nobody@127.0.0.1:1/none", "--progress", "json");
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECTION.number());
        List<String> lines = run.err().lines().toList();
        assertThat(object(lines.get(lines.size() - 1)))
                .containsEntry("event", "error")
                .containsEntry("code", "CONNECTION")
                .containsEntry("exitCode", "3");
        for (String line : lines) {
            assertThat(object(line)).containsKey("event");
        }
    }

    @Test
    void noneShowsNothingButTheResult() {
        CommandRun run = CommandRun.in(
                home, "create", "--dsn", SERVER.uri(database), "--file", "none.tar", "--progress", "none");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("phase:").contains("schema version 41");
    }

    private static String[] with(String[] line, String last) {
        List<String> all = new ArrayList<>(List.of(line));
        all.add(last);
        return all.toArray(String[]::new);
    }

    /** The fields of the outermost object that are no objects or lists, as text. */
    private static Map<String, String> object(String json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).as(json).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isScalarValue()) {
                    fields.put(name, String.valueOf(parser.getText()));
                } else {
                    parser.skipChildren();
                }
            }
        }
        return fields;
    }
}
