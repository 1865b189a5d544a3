package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's day: create, list, extract-version, restore, on a real server. */
class WorkflowTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private Path home;

    @Test
    void createListExtractVersionRestore() throws IOException, SQLException {
        String shop = Samples.SHOP.createOn(SERVER);

        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(shop));
        assertThat(create.exitCode()).as(create.err()).isZero();
        Path snapshot = Path.of(create.out().strip());
        String name = String.valueOf(snapshot.getFileName());
        assertThat(snapshot.getParent()).isEqualTo(home.resolve(".poolside/snapshots"));
        assertThat(name).matches("db-snapshot-42-.+\\.tar");
        assertThat(permissions(snapshot)).isEqualTo("rw-------");

        CommandRun list = CommandRun.in(home, "list");
        assertThat(list.out()).contains("NAME", "VERSION", "SIZE", "DATE", name, "42");
        assertThat(schemaVersionInJson(CommandRun.in(home, "list", "-o", "json").out()))
                .isEqualTo("42");
        assertThat(CommandRun.in(home, "list", "-o", "name").out().strip()).isEqualTo(name);

        CommandRun version = CommandRun.in(home, "--file=" + name, "extract-version");
        assertThat(version.out()).isEqualTo("42\n");

        SERVER.run(shop, "DELETE FROM payments; DROP TABLE customers CASCADE");
        CommandRun unasked = CommandRun.in(home, "restore", "--dsn", SERVER.uri(shop), "--file", name);
        assertThat(unasked.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(unasked.err()).contains("--drop");
        CommandRun unagreed =
                CommandRun.in(home, "restore", "--dsn", SERVER.uri(shop), "--file", snapshot.toString(), "--drop");
        assertThat(unagreed.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(unagreed.err()).contains("--yes");
        CommandRun restore =
                CommandRun.in(home, "--file=" + snapshot, "--drop", "restore", "--yes", "--dsn", SERVER.uri(shop));
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(count(shop, "customers")).isEqualTo(2000);
        assertThat(count(shop, "payments")).isEqualTo(4000);
    }

    @Test
    void aFileIsWrittenWhereItIsNamedAndNeverOverAnother() throws IOException {
        String database = SERVER.createDatabase();
        SERVER.run(database, "CREATE TABLE t (a int)");
        Path file = home.resolve("here.tar");

        CommandRun first = CommandRun.in(home, "create", "--dsn", SERVER.uri(database), "--file", file.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        byte[] before = Files.readAllBytes(file);
        CommandRun again = CommandRun.in(home, "create", "--dsn", SERVER.uri(database), "--file", "here.tar");
        assertThat(again.exitCode()).isNotZero();
        assertThat(again.err()).contains("here.tar");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        CommandRun forced =
                CommandRun.in(home, "create", "--force", "--dsn", SERVER.uri(database), "--file", "here.tar");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(CommandRun.in(home, "extract-version", "--file", "here.tar").out())
                .isEqualTo("unversioned\n");
    }

    @Test
    void privilegesAreInTheArchiveWhereTheyAreAskedFor() throws IOException {
        String database = SERVER.createDatabase();
        SERVER.run(database, "CREATE TABLE t (a int); GRANT SELECT ON t TO PUBLIC");

        assertThat(restoreScript(database, "plain.tar")).doesNotContain("GRANT");
        assertThat(restoreScript(database, "without.tar", "--no-privileges")).doesNotContain("GRANT");
        assertThat(restoreScript(database, "with.tar", "--privileges"))
                .contains("GRANT SELECT ON TABLE public.t TO PUBLIC;");
    }

    /** What an archive holds that create makes with these options, as far as it is text. */
    private String restoreScript(String database, String file, String... options) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of("create", "--dsn", SERVER.uri(database), "--file", file), Arrays.stream(options))
                .toArray(String[]::new);
        CommandRun create = CommandRun.in(home, arguments);
        assertThat(create.exitCode()).as(create.err()).isZero();
        return Files.readString(home.resolve(file), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aDirtySchemaVersionIsShown() {
        String database = SERVER.createDatabase();
        SERVER.run(
                database,
                "CREATE TABLE schema_migrations (version bigint, dirty boolean);"
                        + " INSERT INTO schema_migrations VALUES (7, true)");

        assertThat(CommandRun.in(home, "create", "--dsn", SERVER.uri(database)).err())
                .contains("7 (dirty)");
        assertThat(CommandRun.in(home, "list").out()).contains("7 (dirty)");
    }

    @Test
    void safetySnapshotsAreListedApart() throws IOException {
        String database = SERVER.createDatabase();
        SERVER.run(database, "CREATE TABLE t (a int)");
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(database));
        Path ordinary = Path.of(create.out().strip());
        Path safety = Files.createDirectories(home.resolve(".poolside/snapshots/safety/here"));
        Files.copy(ordinary, safety.resolve("saved.tar"));

        assertThat(CommandRun.in(home, "list").out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("NAME"),
                        line -> assertThat(line).startsWith(String.valueOf(ordinary.getFileName())),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).startsWith("Safety snapshots"),
                        line -> assertThat(line).startsWith("NAME"),
                        line -> assertThat(line).startsWith("here/saved.tar"));
        assertThat(CommandRun.in(home, "list", "-o", "name").out()).doesNotContain("saved.tar");
        assertThat(CommandRun.in(home, "list", "-o", "yaml").out())
                .contains("safetySnapshots:\n", "name: \"here/saved.tar\"");
    }

    @Test
    void aDamagedArchiveIsFoundAndTheTargetIsNotTouched() throws IOException, SQLException {
        String shop = Samples.SHOP.createOn(SERVER);
        Path file = home.resolve("cut.tar");
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(shop), "--file", file.toString());
        assertThat(create.exitCode()).as(create.err()).isZero();
        assertThat(CommandRun.in(home, "verify", file.toString()).exitCode()).isZero();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length * 6 / 10));

        CommandRun verify = CommandRun.in(home, "verify", file.toString());
        assertThat(verify.exitCode()).isEqualTo(ExitCode.ARCHIVE.number());
        CommandRun restore = CommandRun.in(
                home, "-q", "restore", "--dsn", SERVER.uri(shop), "--file", file.toString(), "--drop", "--yes");
        assertThat(restore.exitCode()).isEqualTo(ExitCode.ARCHIVE.number());
        assertThat(restore.err().lines()).hasSize(1);
        assertThat(count(shop, "customers")).isEqualTo(2000);
    }

    @Test
    void everyRunLeavesALogThatOnlyItsOwnerReads() throws IOException {
        String database = SERVER.createDatabase();
        CommandRun.in(home, Map.of(), "hunter2-secret\n", "create", "--password-stdin", "--dsn", SERVER.uri(database));
        try (Stream<Path> logs = Files.list(home.resolve(".poolside/logs"))) {
            Path log = logs.findFirst().orElseThrow();
            assertThat(String.valueOf(log.getFileName())).matches("db-snapshot-create-.+\\.log");
            assertThat(permissions(log)).isEqualTo("rw-------");
            assertThat(Files.readString(log)).contains("connecting to").doesNotContain("hunter2");
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static long count(String database, String table) throws SQLException {
        try (Connection connection = SERVER.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String schemaVersionInJson(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && "schemaVersion".equals(parser.currentName())) {
                    return parser.nextTextValue();
                }
            }
        }
        throw new AssertionError("no schemaVersion in " + json);
    }
}
