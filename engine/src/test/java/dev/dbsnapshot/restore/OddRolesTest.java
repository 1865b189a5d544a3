package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that need every sort of quoting, and a role with settings that would make everything fail or mean something else. */
class OddRolesTest {

    private static final String ROLE = "\"Odd %s \"\"role'\"";

    private static final List<String> SETTINGS = List.of(
            "search_path = nowhere, pg_temp",
            "statement_timeout = '50ms'",
            "lock_timeout = '10ms'",
            "idle_in_transaction_session_timeout = '50ms'",
            "default_transaction_read_only = on",
            "default_transaction_isolation = serializable",
            "default_transaction_deferrable = on",
            "standard_conforming_strings = off",
            "array_nulls = off",
            "transform_null_equals = on",
            "DateStyle = 'SQL, DMY'",
            "IntervalStyle = sql_standard",
            "bytea_output = escape",
            "xmloption = document",
            "extra_float_digits = 0",
            "quote_all_identifiers = on",
            "TimeZone = 'Asia/Kathmandu'",
            "enable_seqscan = off");

    private static final String SCHEMA = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (7, false);
        CREATE SCHEMA "Sch""em'a %s\\nline";
        CREATE TABLE "Sch""em'a %s\\nline"."ta""b'le \\\\ é漢字" ("co""l %d" int PRIMARY KEY, "select" text, f float8, b bytea,
            i interval, a text[] DEFAULT '{NULL,x}', tz timestamptz, CONSTRAINT "a\\nb" CHECK ((f = NULL) IS NULL));
        INSERT INTO "Sch""em'a %s\\nline"."ta""b'le \\\\ é漢字" VALUES (1, E'a\\\\b\\t''"\\n', 0.1 + 0.2, '\\x00ff',
            '1 year -2 days', '{NULL,1}', '2024-01-01 00:00Z'), (2, '漢字', 1e-300, NULL, '-1 year -2 days', NULL, NULL);
        CREATE TABLE "order" (id serial PRIMARY KEY, "user" text);
        INSERT INTO "order" ("user") SELECT repeat('u', 200) || i FROM generate_series(1, 3000) i;
        CREATE INDEX "user" ON "order" ("user");
        CREATE VIEW "analyze" AS SELECT * FROM "order";
        COMMENT ON VIEW "analyze" IS E'it''s a "view" \\\\';
        """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void everyWayWorksWithAllOfThem(int major) {
        PostgresServer server = PostgresServer.shared(major);
        String name = oddDatabase(server);
        String database = inUri(name);
        server.run(database, "SET ROLE " + ROLE + "; " + SCHEMA);
        ConnectionSpec spec = ConnectionSpec.builder()
                .host(server.host())
                .port(server.port())
                .database(name)
                .user("Odd %s \"role'")
                .build();
        Path archive = folder.resolve("odd %s \"x'.tar");
        SETTINGS.forEach(setting -> server.run("postgres", "ALTER ROLE " + ROLE + " SET " + setting));
        try {
            Backup.of(spec).toFile(archive).run();
            String before = state(server, database);

            server.run(database, "DELETE FROM \"order\"");
            assertThat(restore(archive, spec, RestoreOptions.DEFAULT)).isEqualTo(RestorePath.DATA_ONLY);
            assertThat(state(server, database)).isEqualTo(before);

            server.run(database, "DROP TABLE \"order\" CASCADE");
            restore(archive, spec, RestoreOptions.DEFAULT.withDrop(true));
            assertThat(state(server, database)).isEqualTo(before);

            server.run(database, "DROP TABLE \"order\" CASCADE");
            RestoreOptions several =
                    RestoreOptions.DEFAULT.withDrop(true).withJobs(2).withSafetySnapshot(false);
            restore(archive, spec, several.withStrategy(RestoreStrategy.NO_ATOMIC));
            assertThat(state(server, database)).isEqualTo(before);

            server.run(database, "DROP TABLE \"order\" CASCADE");
            String changed = state(server, database);
            restore(archive, spec, several.withStrategy(RestoreStrategy.SWAP));
            assertThat(state(server, database)).isEqualTo(before);
            Undo.of(spec).run();
            assertThat(state(server, database)).isEqualTo(changed);
            assertThat(Undo.of(spec).dropKept()).hasSize(1);
        } finally {
            server.run("postgres", "ALTER ROLE " + ROLE + " RESET ALL");
        }
    }

    @Test
    void aFailureSaysWhereAndThatNothingWasChanged() {
        PostgresServer server = PostgresServer.shared(15);
        String source = server.createDatabase();
        server.run(source, SCHEMA);
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(source)).build();
        Path archive = folder.resolve("x.tar");
        Backup.of(spec).toFile(archive).run();
        server.run(source, "ALTER TABLE \"order\" ADD CONSTRAINT few CHECK (id < 100) NOT VALID");
        server.run(
                source,
                "ALTER TABLE \"order\" DROP CONSTRAINT few; DELETE FROM \"order\" WHERE id > 50;"
                        + " ALTER TABLE \"order\" ADD CONSTRAINT few CHECK (id < 100)");

        assertThatThrownBy(() -> Restore.of(archive, spec).run())
                .hasMessageContaining("restoring rows of table public.order: ")
                .hasMessageContaining("violates check constraint \"few\"")
                .hasMessageContaining("(SQLSTATE 23514); statement: COPY public.\"order\"")
                .hasMessageContaining("; nothing was changed in database " + source);
        assertThat(server.query(source, "SELECT count(*) FROM \"order\"")).isEqualTo("50");
    }

    private static String oddDatabase(PostgresServer server) {
        String name = "Odd %s \"da'ta " + System.nanoTime();
        String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE " + ROLE
                        + " LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        server.run("postgres", "CREATE DATABASE " + quoted + " OWNER " + ROLE);
        if (server.major() >= 15) {
            // Before, nobody but a superuser could do that to the new database of a swap.
            server.run(inUri(name), "ALTER SCHEMA public OWNER TO " + ROLE);
        }
        return name;
    }

    private static String inUri(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static RestorePath restore(Path archive, ConnectionSpec spec, RestoreOptions options) {
        return Restore.of(archive, spec).options(options).run().path();
    }

    private static String state(PostgresServer server, String database) {
        return server.query(database, """
            SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                SELECT c.oid::regclass || ' ' || c.relkind::text || ' ' || coalesce(obj_description(c.oid), '') || CASE WHEN relkind = 'r'
                    THEN query_to_xml('SELECT * FROM ' || c.oid::regclass || ' ORDER BY 1', true, false, '')::text ELSE '' END AS line
                FROM pg_class c WHERE c.oid >= 16384 AND c.relkind IN ('r', 'v', 'i', 'S') AND c.relname !~ '^pg_toast'
                UNION ALL
                SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid >= 16384
                UNION ALL
                SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
            ) x
            """);
    }
}
