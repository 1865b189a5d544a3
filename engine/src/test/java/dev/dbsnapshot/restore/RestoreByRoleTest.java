package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives of the real pg_dump, restored by each path as superuser and as owners: the pg_dump of the result is the same. */
class RestoreByRoleTest {

    private static final String SCHEMA = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (7, false);
        CREATE EXTENSION citext;
        CREATE SCHEMA app;
        CREATE TYPE app.mood AS ENUM ('sad', 'happy');
        CREATE TABLE app.customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name citext NOT NULL, mood app.mood);
        CREATE TABLE app.orders (id bigserial PRIMARY KEY, customer int REFERENCES app.customer, placed date)
            PARTITION BY RANGE (id);
        CREATE TABLE app.orders_1 PARTITION OF app.orders DEFAULT;
        CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.placed := now(); RETURN NEW; END';
        CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
        ALTER TABLE app.customer ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_of_them ON app.customer USING (true);
        CREATE VIEW app.happy AS SELECT * FROM app.customer WHERE mood = 'happy';
        CREATE MATERIALIZED VIEW app.counts AS SELECT customer, count(*) FROM app.orders GROUP BY 1;
        INSERT INTO app.customer (name, mood) SELECT 'c' || i, 'happy' FROM generate_series(1, 50) i;
        INSERT INTO app.orders (customer, placed) SELECT i % 50 + 1, '2026-01-01' FROM generate_series(1, 500) i;
        REFRESH MATERIALIZED VIEW app.counts;
        SELECT lo_from_bytea(4711, 'large');
        """;

    @TempDir
    private Path folder;

    /** The major version of the server and its pg_dump, and a role. */
    static Stream<Arguments> rolesOfMajors() {
        return RealPrograms.majors().stream()
                .flatMap(major -> Stream.of("superuser", "owner CREATEDB", "owner NOCREATEDB")
                        .map(role -> Arguments.of(major, role)));
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("rolesOfMajors")
    void everyPathRestoresTheSame(int major, String role) {
        PostgresServer server = PostgresServer.shared(major);
        RealPrograms programs = RealPrograms.of(major);
        String source = server.createDatabase();
        server.run(source, SCHEMA);
        Path archive = folder.resolve("real.tar");
        programs.dump(server, source, "-Ft", "-f", archive.toString()).orThrow();
        String expected = dump(programs, server, source);
        String user = user(server, role);
        String target = server.createDatabase("OWNER " + user);
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri(target)).user(user).build();

        assertThat(Restore.of(archive, spec).run().path()).isEqualTo(RestorePath.EMPTY_TARGET);
        assertThat(dump(programs, server, target)).isEqualTo(expected);

        server.run(
                target,
                "SET ROLE " + user + "; CREATE TABLE app.later (id int REFERENCES app.customer);UPDATE"
                        + " schema_migrations SET version = 8; CREATE SCHEMA unknown; CREATE TYPE unknown.t"
                        + " AS (x int)");
        assertThat(Restore.of(archive, spec).run().path()).isEqualTo(RestorePath.DROP_AND_RESTORE);
        assertThat(dump(programs, server, target)).isEqualTo(expected);

        server.run(target, """
            DELETE FROM app.orders WHERE id > 100;
            UPDATE app.customer SET name = 'other';
            SELECT nextval('app.orders_id_seq');
            REFRESH MATERIALIZED VIEW app.counts;
            SELECT lo_unlink(4711);
            """);
        assertThat(Restore.of(archive, spec).run().path()).isEqualTo(RestorePath.DATA_ONLY);
        assertThat(dump(programs, server, target)).isEqualTo(expected);

        server.run(target, "SET ROLE " + user + "; DROP TABLE app.orders CASCADE; CREATE TYPE app.later AS ENUM ('x')");
        Restore again = Restore.of(archive, spec);
        again.options(RestoreOptions.DEFAULT
                        .withDrop(true)
                        .withStrategy(RestoreStrategy.NO_ATOMIC)
                        .withJobs(2)
                        .withSafetySnapshot(false))
                .run();
        assertThat(dump(programs, server, target)).isEqualTo(expected);

        server.run(
                target,
                "SET ROLE " + user + "; DROP TABLE app.orders CASCADE; UPDATE schema_migrations SET version = 8");
        Restore swap = again.options(RestoreOptions.DEFAULT
                .withStrategy(RestoreStrategy.SWAP)
                .withJobs(2)
                .withKeepOld(false));
        if (role.endsWith("NOCREATEDB")) {
            assertThat(swap.plan().findings())
                    .filteredOn(Finding::blocks)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.text()).contains("may not create databases (CREATEDB)"));
            assertThatThrownBy(swap::run).hasMessageContaining("CREATEDB");
        } else {
            swap.run();
            assertThat(dump(programs, server, target)).isEqualTo(expected);
        }

        String parallel = server.createDatabase("OWNER " + user);
        Restore.of(
                        archive,
                        ConnectionSpec.builder()
                                .dsn(server.uri(parallel))
                                .user(user)
                                .build())
                .options(RestoreOptions.DEFAULT.withJobs(2))
                .run();
        assertThat(dump(programs, server, parallel)).isEqualTo(expected);
    }

    @Test
    void rowsOfUsersInAnExtensionThatStaysAreReplaced() {
        PostgresServer server = PostgresServer.shared(15);
        String user = user(server, "owner NOCREATEDB");
        String source = server.createDatabase();
        withConfigTable(server, source, "SELECT i FROM generate_series(1, 3) i");
        Path archive = folder.resolve("real.tar");
        RealPrograms.of(15)
                .dump(server, source, "-Ft", "-f", archive.toString())
                .orThrow();
        String target = server.createDatabase("OWNER " + user);
        withConfigTable(server, target, "SELECT i FROM generate_series(3, 9) i");
        server.run(target, "CREATE TABLE t (); ALTER TABLE t OWNER TO " + user);
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri(target)).user(user).build();

        assertThat(Restore.of(archive, spec).drop(true).plan().findings())
                .filteredOn(Finding::blocks)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text())
                        .contains("may not delete rows of tables")
                        .contains("table public.settings of extension pg_stat_statements")
                        .contains("GRANT DELETE"));
        assertThatThrownBy(() -> Restore.of(archive, spec).drop(true).run()).hasMessageContaining("public.settings");
        server.run(target, "GRANT ALL ON settings TO " + user);
        Restore.of(archive, spec).drop(true).run();

        assertThat(server.query(target, "SELECT string_agg(id::text, ',' ORDER BY id) FROM settings"))
                .isEqualTo("0,1,2,3");
    }

    /** An extension that only a superuser may make, with a table whose rows above 0 are the user's. */
    private static void withConfigTable(PostgresServer server, String database, String rows) {
        server.run(database, """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE settings (id int PRIMARY KEY);
            ALTER EXTENSION pg_stat_statements ADD TABLE settings;
            UPDATE pg_extension SET extconfig = ARRAY['settings'::regclass]::oid[], extcondition = ARRAY['WHERE id > 0']
                WHERE extname = 'pg_stat_statements';
            INSERT INTO settings VALUES (0);
            """);
        server.run(database, "INSERT INTO settings " + rows);
    }

    private static String user(PostgresServer server, String role) {
        if (role.equals("superuser")) {
            return server.user();
        }
        String name = role.replace(' ', '_').toLowerCase(Locale.ROOT);
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE " + name + " LOGIN " + role.replace("owner ", "")
                        + "; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        return name;
    }

    private static String dump(RealPrograms programs, PostgresServer server, String database) {
        return programs.dump(server, database, "--no-owner", "--no-privileges", "--restrict-key=x")
                .orThrow()
                .text();
    }
}
