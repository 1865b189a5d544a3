package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A part of an archive by the options of the command, on old and new servers: what pg_restore makes of the same options. */
class SelectionCommandTest {

    private static final PostgresServer SOURCE = PostgresServer.shared(15);
    private static final RealPrograms PROGRAMS = RealPrograms.of(15);

    private static final String ROLES = """
        DO $$ BEGIN CREATE ROLE selection_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        DO $$ BEGIN CREATE ROLE selection_other; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        """;

    private static final String SCHEMA = """
        CREATE SCHEMA one;
        CREATE SCHEMA two;
        CREATE TABLE one.item (id serial PRIMARY KEY, name text);
        CREATE INDEX item_name ON one.item (name);
        COMMENT ON TABLE one.item IS 'the first';
        GRANT SELECT, UPDATE (name) ON one.item TO selection_other;
        ALTER TABLE one.item OWNER TO selection_owner;
        GRANT USAGE ON SCHEMA one TO selection_owner;
        CREATE FUNCTION one.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE FUNCTION one.twice(i integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * i';
        CREATE TRIGGER touched BEFORE UPDATE ON one.item FOR EACH ROW EXECUTE FUNCTION one.touch();
        CREATE TABLE two.item (id int);
        CREATE TABLE two.other (id int, item int REFERENCES one.item);
        CREATE PUBLICATION news FOR TABLE two.item;
        INSERT INTO one.item (name) SELECT 'n' || i FROM generate_series(1, 5) i;
        INSERT INTO two.item VALUES (7);
        INSERT INTO two.other VALUES (1, 1), (2, 2);
        """;

    /** What must be there before: pg_restore does not make the schema with what is in it. */
    private static final String SCHEMAS = "CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE public.mine (id int);";

    private static final String ITEM = SCHEMAS + "CREATE TABLE one.item (id int, name text);"
            + "CREATE FUNCTION one.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';";

    @TempDir
    private static Path home;

    private static Path archive = Path.of("");
    private static Path list = Path.of("");
    private static Path filter = Path.of("");

    @BeforeAll
    static void anArchiveOfTheRealPgDump() throws IOException {
        String database = SOURCE.createDatabase();
        SOURCE.run(database, ROLES + SCHEMA);
        archive = home.resolve("real.tar");
        PROGRAMS.dump(SOURCE, database, "-Ft", "-f", archive.toString()).orThrow();
        filter = Files.writeString(home.resolve("filter"), "# a part\ninclude schema two\n\ninclude table \"item\"");
        list = Files.write(
                home.resolve("list"),
                PROGRAMS.run("pg_restore", "--list", archive.toString())
                        .orThrow()
                        .text()
                        .lines()
                        .filter(line -> line.contains(" two item"))
                        .toList());
    }

    static Stream<Arguments> parts() {
        List<List<Object>> cases = List.of(
                List.of("", "--exclude-schema=two --owner --privileges", "--exclude-schema=two"),
                List.of(SCHEMAS, "--schema one --owner --privileges --no-comments", "--schema=one --no-comments"),
                List.of(SCHEMAS, "--schema=two --table=item", "--schema=two --table=item -O -x"),
                List.of(ITEM, "--index item_name", "--index=item_name -O -x"),
                List.of(ITEM, "--trigger TRIGGER --function FUNCTION", "--trigger=TRIGGER --function=FUNCTION -O -x"),
                List.of(SCHEMAS, "--filter FILTER", "--schema=two --table=item -O -x"),
                List.of(SCHEMAS, "--use-list LIST", "--use-list=LIST -O -x"),
                List.of(
                        "",
                        "--section pre-data --section data --no-publications",
                        "--section=pre-data --section=data -O -x --no-publications"),
                List.of("", "--schema-only", "--schema-only -O -x"));
        return Stream.of(12, 18)
                .flatMap(major -> cases.stream().map(one -> Arguments.of(major, one.get(0), one.get(1), one.get(2))));
    }

    @ParameterizedTest(name = "PostgreSQL {0} {2}")
    @MethodSource("parts")
    void isWhatPgRestoreMakesOfIt(int major, String before, String ours, String theirs) {
        PostgresServer server = PostgresServer.shared(major);
        server.run("postgres", ROLES);
        String target = server.createDatabase();
        String expected = server.createDatabase();
        server.run(target, before);
        server.run(expected, before);

        CommandRun run = restore(server, target, words(ours));

        assertThat(run.exitCode()).as(run.err()).isZero();
        PROGRAMS.restore(server, expected, archive, words(theirs)).orThrow();
        assertThat(state(server, target)).isEqualTo(state(server, expected));
    }

    @Test
    void rolesAndSchemasGetOtherNames() {
        PostgresServer server = PostgresServer.shared(18);
        server.run("postgres", ROLES);
        String target = server.createDatabase();
        server.run(target, "CREATE SCHEMA one; CREATE TABLE one.item (live int)");

        CommandRun missing = restore(
                server,
                target,
                "--schema=one",
                "--map-schema=one=then",
                "--owner",
                "--map-role=selection_owner=nobody here");
        CommandRun run = restore(
                server,
                target,
                "--schema=one",
                "--map-schema=one=Then \"x\"",
                "--owner",
                "--privileges",
                "--map-role=selection_owner=postgres",
                "--map-role=selection_other=postgres");

        assertThat(missing.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(missing.err()).contains("roles that the server does not have: nobody here", "--map-role");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(server.query(target, "SELECT count(*) FROM \"Then \"\"x\"\"\".item"))
                .isEqualTo("5");
        assertThat(server.query(target, "SELECT DISTINCT relowner::regrole FROM pg_class WHERE relname = 'item'"))
                .isEqualTo("postgres");
    }

    @Test
    void aFilterThatMakesNoSenseNamesItsLine() {
        CommandRun run = CommandRun.in(
                home,
                Map.of(),
                "include table item\ninclude table_data item",
                "restore",
                "--dsn=postgresql://nobody@127.0.0.1:1/none",
                "--file=" + archive,
                "--filter=-");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err())
                .contains("\"standard input\" on line 2: include filter for \"table_data\" is not allowed");
    }

    @Test
    void thePublicSchemaGetsAnotherNameToo() {
        PostgresServer server = PostgresServer.shared(15);
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE thing AS SELECT 7 AS id");
        Path file = home.resolve("public.tar");
        PROGRAMS.dump(server, source, "-Ft", "-f", file.toString()).orThrow();
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE thing AS SELECT 8 AS id");

        CommandRun run = CommandRun.in(
                home,
                "restore",
                "--dsn",
                server.uri(target),
                "--file",
                file.toString(),
                "--map-schema",
                "public=before");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(server.query(target, "SELECT (SELECT id FROM before.thing) || ' ' || (SELECT id FROM public.thing)"))
                .isEqualTo("7 8");
    }

    private static CommandRun restore(PostgresServer server, String database, String... options) {
        List<String> line = new ArrayList<>(
                List.of("restore", "--dsn", server.uri(database), "--file", archive.toString(), "--yes"));
        line.addAll(Arrays.asList(options));
        return CommandRun.in(home, line.toArray(String[]::new));
    }

    private static String[] words(String options) {
        return Arrays.stream(options.split(" "))
                .map(word -> word.replace("LIST", list.toString())
                        .replace("FILTER", filter.toString())
                        .replace("TRIGGER", "item touched")
                        .replace("FUNCTION", "twice(integer)"))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }

    /** All that the catalogs and the tables have of it. */
    private static String state(PostgresServer server, String database) {
        Path file = home.resolve(database + server.major() + ".tar");
        CommandRun create =
                CommandRun.in(home, "create", "--dsn", server.uri(database), "--file", file.toString(), "--privileges");
        assertThat(create.exitCode()).as(create.err()).isZero();
        CommandRun sql = CommandRun.in(home, "inspect", file.toString(), "--sql");
        assertThat(sql.exitCode()).as(sql.err()).isZero();
        return sql.out()
                .lines()
                .filter(line -> !line.contains("restrict ") && !line.contains(database))
                .reduce("", (a, b) -> a + "\n" + b);
    }
}
