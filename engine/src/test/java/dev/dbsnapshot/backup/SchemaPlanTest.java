package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.MemberSource;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backup will hold, from servers of every major version. */
class SchemaPlanTest {

    private static SchemaPlan plan(PostgresServer server, String database) throws SQLException {
        return plan(server, database, "postgres");
    }

    private static SchemaPlan plan(PostgresServer server, String database, String role) throws SQLException {
        try (Connection connection = server.connect(database)) {
            Session session = new Session(connection, new ServerVersion(server.major() * 10000, "test"));
            session.execute("SET ROLE " + role);
            session.execute("SET search_path TO ''");
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return SchemaPlan.of(session, Kinds.all(), Selection.EVERYTHING);
        }
    }

    private static List<String> names(SchemaPlan plan) {
        return plan.items().stream()
                .map(item -> item.entry().desc() + " " + item.entry().tag())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void everyMajorVersionGivesTheEntriesThatItsPgDumpWrites(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        String database = server.createDatabase();
        server.run(database, """
            CREATE SCHEMA app;
            CREATE TABLE app.parent (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
            CREATE TABLE app.child (parent int REFERENCES app.parent);
            CREATE SEQUENCE app.free;
            SELECT nextval('app.free'), nextval('app.free');
            CREATE SEQUENCE app.untouched;
            CREATE MATERIALIZED VIEW app.filled AS SELECT id FROM app.parent;
            CREATE MATERIALIZED VIEW app.empty AS SELECT id FROM app.parent WITH NO DATA;
            SELECT lo_create(70001), lo_create(70002);
            COMMENT ON LARGE OBJECT 70002 IS 'a comment';
            """);

        List<String> names = names(plan(server, database));

        assertThat(names)
                .startsWith(
                        "ENCODING ENCODING",
                        "STDSTRINGS STDSTRINGS",
                        "SEARCHPATH SEARCHPATH",
                        "DATABASE " + database,
                        "SCHEMA app")
                .containsSubsequence(
                        "TABLE child",
                        "TABLE parent",
                        "MATERIALIZED VIEW empty",
                        "MATERIALIZED VIEW filled",
                        "SEQUENCE free",
                        "SEQUENCE untouched",
                        "TABLE DATA child",
                        "TABLE DATA parent",
                        "SEQUENCE SET free",
                        "SEQUENCE SET untouched",
                        "CONSTRAINT parent parent_pkey",
                        "FK CONSTRAINT child child_parent_fkey",
                        "MATERIALIZED VIEW DATA filled")
                .doesNotContain("MATERIALIZED VIEW DATA empty");
        if (major >= 17) {
            assertThat(names)
                    .containsSubsequence(
                            "SEQUENCE SET untouched",
                            "BLOB METADATA 70001..70002",
                            "COMMENT LARGE OBJECT 70002",
                            "BLOBS 70001..70002");
        } else {
            assertThat(names)
                    .containsSubsequence(
                            "BLOB 70001",
                            "BLOB 70002",
                            "COMMENT LARGE OBJECT 70002",
                            "TABLE DATA child",
                            "BLOBS BLOBS");
        }
        assertThat(definitions(plan(server, database), "SEQUENCE SET"))
                .containsExactly(
                        "SELECT pg_catalog.setval('app.free', 2, true);\n",
                        "SELECT pg_catalog.setval('app.untouched', 1, false);\n");
    }

    private static Stream<String> definitions(SchemaPlan plan, String desc) {
        return plan.items().stream()
                .filter(item -> item.entry().desc().equals(desc))
                .map(item -> String.valueOf(item.entry().defn()));
    }

    @Test
    void rowsAreReadColumnByColumnWithoutGeneratedOnes() throws SQLException {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE "T" (a int, gone int, "select" text, twice int GENERATED ALWAYS AS (a * 2) STORED);
            ALTER TABLE "T" DROP COLUMN gone;
            CREATE TABLE nothing ();
            """);

        List<String> copies = plan(server, database).items().stream()
                .map(ArchiveItem::source)
                .filter(MemberSource.Rows.class::isInstance)
                .map(source -> ((MemberSource.Rows) source).copyOut())
                .toList();

        assertThat(copies)
                .containsExactly("COPY public.\"T\" (a, \"select\") TO stdout;", "COPY public.nothing  TO stdout;");
    }

    @Test
    void whatTheRoleMayNotReadIsRefusedByName() throws SQLException {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, """
            CREATE ROLE cannot_read_subscriptions;
            CREATE SUBSCRIPTION "Feed" CONNECTION 'dbname=x password=secret' PUBLICATION p
              WITH (connect = false, slot_name = NONE);
            """);

        assertThat(names(plan(server, database))).contains("SUBSCRIPTION Feed");
        assertThatThrownBy(() -> plan(server, database, "cannot_read_subscriptions"))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE))
                .hasMessageContaining("subscription Feed")
                .hasMessageContaining("superuser")
                .hasMessageContaining("--no-subscriptions")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void readingNeedsNoSuperuser(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        String database = server.createDatabase();
        server.run(database, "CREATE ROLE plain_reader");

        assertThat(names(plan(server, database, "plain_reader"))).contains("DATABASE " + database);
    }

    @Test
    void theNumberOfQueriesDoesNotDependOnWhatTheDatabaseHolds(@TempDir Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> logging = Map.of(
                "logging_collector", "on",
                "log_directory", folder.toString(),
                "log_filename", "server.log",
                "log_file_mode", "0644",
                "log_line_prefix", "%d|",
                "log_statement", "all");
        try (PostgresServer server = PostgresServer.start(15, logging)) {
            String small = fill(server, 10);
            String large = fill(server, 500);
            plan(server, small);
            plan(server, large);

            assertThat(statements(folder, large))
                    .isEqualTo(statements(folder, small))
                    .isPositive();
        }
    }

    private static String fill(PostgresServer server, int tables) {
        String database = server.createDatabase();
        server.run(database, """
            DO $$ BEGIN
            FOR i IN 1..%d LOOP
              EXECUTE format('CREATE TABLE t%%s (id serial PRIMARY KEY, name text NOT NULL DEFAULT ''x'')', i);
              EXECUTE format('CREATE INDEX ON t%%s (name)', i);
              EXECUTE format('CREATE VIEW v%%s AS SELECT * FROM t%%s', i, i);
              EXECUTE format('CREATE FUNCTION f%%s() RETURNS int LANGUAGE sql AS ''SELECT 1''', i);
              EXECUTE format('CREATE TYPE e%%s AS ENUM (''a'')', i);
            END LOOP; END $$;
            """.formatted(tables));
        return database;
    }

    /** Statements that the server received while the plan was made; those before it come from the test. */
    private static long statements(Path folder, String database) throws IOException {
        String log = Files.readString(folder.resolve("server.log"));
        return Pattern.compile("^" + database + "\\|LOG:  statement: .*(\\n\\t.*)*", Pattern.MULTILINE)
                .matcher(log)
                .results()
                .map(MatchResult::group)
                .dropWhile(message -> !message.contains("BEGIN ISOLATION LEVEL"))
                // Several may share a message.
                .mapToLong(message -> message.split(";\n\t", -1).length)
                .sum();
    }
}
