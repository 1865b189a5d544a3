package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every part of what {@code restore --plan} tells, as text and as JSON; it changes nothing. */
class PlanTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private Path home;

    private String database = "";
    private Connection inTheWay;

    @BeforeEach
    void aSnapshotAndADatabaseThatWentOn() throws SQLException {
        database = SERVER.createDatabase();
        SERVER.run(database, """
            CREATE TABLE schema_migrations (version bigint NOT NULL, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (41, false);
            CREATE TABLE item (id int PRIMARY KEY, name text);
            INSERT INTO item SELECT i, 'n' || i FROM generate_series(1, 30) i;
            """);
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(database), "--file", "t.tar");
        assertThat(create.exitCode()).as(create.err()).isZero();
        SERVER.run(
                database,
                "ALTER TABLE item ALTER name SET DEFAULT 'x'; CREATE VIEW later AS SELECT id FROM item;"
                        + " DELETE FROM item WHERE id > 10; ANALYZE");
        inTheWay = SERVER.connect(database);
        inTheWay.setAutoCommit(false);
        try (Statement statement = inTheWay.createStatement()) {
            statement.execute("SET application_name = 'the other'; SELECT * FROM item");
        }
    }

    @AfterEach
    void theOtherSessionEnds() throws SQLException {
        inTheWay.close();
    }

    @Test
    void rowsThatAreReplacedDifferencesAndSessionsAreText() {
        CommandRun plan = plan("text");

        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("Path       data-only: both have schema version 41")
                .contains("Lost       the rows of 2 tables", "public.item: about 10 rows now, 30 in the snapshot")
                .contains("Differs ", "  TABLE public.item", "-       name text", "+       name text DEFAULT 'x'::text")
                .contains("+ VIEW public.later")
                .contains("Sessions ", "the other, idle in transaction since ", ", on public.item")
                .contains("Warning    the schema of the database differs");
        assertThat(SERVER.query(database, "SELECT count(*) FROM item")).isEqualTo("10");
    }

    @Test
    void theSameIsJson() throws IOException {
        JsonNode plan = new ObjectMapper().readTree(plan("json").out());

        assertThat(plan.get("path").asText()).isEqualTo("data-only");
        assertThat(plan.get("reason").asText()).contains("both have schema version 41");
        assertThat(plan.get("live").get("schemaVersion").asText()).isEqualTo("41");
        assertThat(plan.get("snapshot").get("dirty").asBoolean()).isFalse();
        assertThat(plan.get("dropped")).isEmpty();
        assertThat(plan.get("replaced")).anySatisfy(table -> {
            assertThat(table.get("table").asText()).isEqualTo("public.item");
            assertThat(table.get("liveRows").asLong()).isEqualTo(10);
            assertThat(table.get("snapshotRows").asLong()).isEqualTo(30);
        });
        assertThat(plan.get("schemaDifferences"))
                .anySatisfy(line -> assertThat(line.asText()).isEqualTo("+ VIEW public.later"));
        assertThat(plan.get("sessions")).singleElement().satisfies(session -> {
            assertThat(session.get("application").asText()).isEqualTo("the other");
            assertThat(session.get("object").asText()).isEqualTo("public.item");
            assertThat(session.get("pid").asInt()).isPositive();
        });
        assertThat(plan.get("findings"))
                .anySatisfy(
                        finding -> assertThat(finding.get("severity").asText()).isEqualTo("warning"));
        assertThat(plan.get("dataBytes").asLong()).isPositive();
        assertThat(plan.has("estimatedSeconds")).isTrue();
    }

    @Test
    void whatIsDroppedIsNamedToo() throws IOException {
        CommandRun text = plan("text", "--drop");
        JsonNode json = new ObjectMapper().readTree(plan("json", "--drop").out());

        assertThat(text.out())
                .contains("drop-and-restore: --drop was given", "Lost       everything in the database: 3 objects")
                .contains("table public.item", "view public.later");
        assertThat(json.get("dropped")).hasSize(3).anySatisfy(object -> assertThat(object.asText())
                .isEqualTo("view public.later"));
        assertThat(json.get("stopped").asBoolean()).isFalse();
    }

    private CommandRun plan(String format, String... more) {
        String[] line = new String[8 + more.length];
        System.arraycopy(
                new String[] {"restore", "--dsn", SERVER.uri(database), "--file", "t.tar", "--plan", "-o", format},
                0,
                line,
                0,
                8);
        System.arraycopy(more, 0, line, 8, more.length);
        return CommandRun.in(home, line);
    }
}
