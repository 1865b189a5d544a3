package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that stands in the way of a restore is found before it, all at once, each with its remedy. */
class PreflightTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @Test
    void aRoleWithoutRightsIsToldAllThatItLacks() {
        role("preflight_nobody");
        Path archive = archive("""
            CREATE SCHEMA extra;
            CREATE TABLE public.t (id int);
            CREATE EXTENSION pg_trgm;
            CREATE EXTENSION pg_stat_statements;
            CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION public.f();
            CREATE FUNCTION public.l() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1';
            CREATE FUNCTION public.c(text) RETURNS text LANGUAGE internal STRICT AS 'upper';
            CREATE PUBLICATION p FOR ALL TABLES;
            CREATE OPERATOR FAMILY public.o USING btree;
            CREATE TYPE public.shell;
            """);
        String target = server.createDatabase();

        RestorePreview plan =
                Restore.of(archive, spec(target, "preflight_nobody")).plan();

        assertThat(plan.findings()).allMatch(finding -> finding.blocks() && finding.code() == ErrorCode.PRIVILEGE);
        assertThat(texts(plan))
                .anyMatch(text -> text.contains("may not create schemas") && text.contains("extra"))
                .anyMatch(text -> text.contains("may not create objects in schemas of the archive: public")
                        && text.contains("GRANT CREATE"))
                .anyMatch(text ->
                        text.contains("role preflight_nobody may not create any") && text.contains(": pg_trgm;"))
                .anyMatch(text -> text.contains("extensions that only a superuser may create: pg_stat_statements"))
                .anyMatch(text -> text.contains("may not make functions in these languages: internal"))
                .anyMatch(text -> text.contains("only a superuser may create")
                        && text.contains("OPERATOR FAMILY public.o")
                        && text.contains("TYPE public.shell")
                        && text.contains("FUNCTION public.l()")
                        && text.contains("PUBLICATION p")
                        && text.contains("EVENT TRIGGER e"))
                .hasSize(6);
        assertThatThrownBy(() ->
                        Restore.of(archive, spec(target, "preflight_nobody")).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE))
                .satisfies(e -> texts(plan).forEach(text -> assertThat(e).hasMessageContaining(text)));
    }

    static Stream<Sample> samples() {
        return Stream.of(Samples.APPLICATION, Samples.RARE_KINDS, Samples.SHOP, Samples.SQL_ASCII);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsStoppedIsWhatPgRestoreCannotDoEither(Sample sample) {
        role("preflight_plain");
        Path archive = folder.resolve(sample.name() + ".tar");
        RealPrograms programs = RealPrograms.of(15);
        programs.dump(server, sample.createOn(server), "-Ft", "-f", archive.toString())
                .orThrow();
        String target = server.createDatabase("OWNER preflight_plain " + sample.databaseOptions());

        RestorePreview plan =
                Restore.of(archive, spec(target, "preflight_plain")).plan();
        RealPrograms.Run judge = programs.run(
                "pg_restore",
                "--no-owner",
                "--no-privileges",
                "--dbname=" + server.uri(target).replace(server.user() + "@", "preflight_plain@"),
                archive.toString());

        assertThat(plan.stopped()).as("%s%n%s", texts(plan), judge.stderr()).isEqualTo(judge.exit() != 0);
    }

    @Test
    void aCastOrATransformOfPostgresOwnTypesIsASuperusers() {
        role("preflight_plain");
        Path archive = archive("""
            CREATE TYPE public.mine AS (a int);
            CREATE FUNCTION public.of_circle(circle) RETURNS text LANGUAGE sql AS $$ SELECT '' $$;
            CREATE FUNCTION public.of_mine(public.mine) RETURNS text LANGUAGE sql AS $$ SELECT '' $$;
            CREATE CAST (circle AS text) WITH FUNCTION public.of_circle(circle);
            CREATE CAST (public.mine AS text) WITH FUNCTION public.of_mine(public.mine);
            CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
            """);

        assertThat(texts(Restore.of(archive, spec(server.createDatabase("OWNER preflight_plain"), "preflight_plain"))
                        .plan()))
                .singleElement()
                .asString()
                .contains("CAST CAST (circle AS text)", "TRANSFORM ")
                .doesNotContain("mine");
    }

    @Test
    void aSuperuserLacksNothingOfIt() {
        Path archive = archive("""
            CREATE SCHEMA extra;
            CREATE EXTENSION pg_stat_statements;
            CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION public.f();
            CREATE TABLE t (x text COLLATE "C", y text COLLATE "POSIX") USING heap;
            CREATE POLICY p ON t TO PUBLIC;
            """);

        assertThat(Restore.of(archive, spec(server.createDatabase(), server.user()))
                        .plan()
                        .findings())
                .isEmpty();
    }

    @Test
    void rolesThatPoliciesAndMappingsNameMustBeThere() {
        role("preflight_gone");
        role("Preflight Gone, too");
        Path archive = archive("""
            CREATE TABLE t (id int);
            CREATE POLICY p ON t TO preflight_gone, "Preflight Gone, too", CURRENT_USER USING (id > 0);
            """);
        PostgresServer other = PostgresServer.shared(14);

        assertThat(texts(Restore.of(
                                archive,
                                ConnectionSpec.builder()
                                        .dsn(other.uri(other.createDatabase()))
                                        .build())
                        .plan()))
                .anyMatch(text -> text.contains("name roles that the server does not have: Preflight Gone, too,"
                        + " preflight_gone; create the roles first"));
    }

    @Test
    void anOlderServerIsNamedWithWhatItLacks() {
        PostgresServer newer = PostgresServer.shared(18);
        String source = newer.createDatabase();
        newer.run(source, """
            CREATE TABLE virtual (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, c text DEFAULT 'NOT ENFORCED');
            CREATE TABLE stored (a int, b int GENERATED ALWAYS AS (a * 2) STORED, UNIQUE NULLS NOT DISTINCT (a));
            CREATE TABLE unenforced (a int, CONSTRAINT positive CHECK (a > 0) NOT ENFORCED);
            CREATE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1;
            CREATE VIEW v WITH (security_invoker = true) AS SELECT 1 AS x;
            """);
        Path archive = folder.resolve("18.tar");
        Backup.of(ConnectionSpec.builder().dsn(newer.uri(source)).build())
                .toFile(archive)
                .run();
        PostgresServer older = PostgresServer.shared(13);
        String target = older.createDatabase();

        RestorePreview plan = Restore.of(
                        archive, ConnectionSpec.builder().dsn(older.uri(target)).build())
                .plan();

        assertThat(texts(plan))
                .anyMatch(text -> text.contains("a virtual generated column needs 18: TABLE public.virtual;"))
                .anyMatch(text ->
                        text.contains("a constraint that is not enforced needs 18: CHECK CONSTRAINT public.unenforced"))
                .anyMatch(text -> text.contains("NULLS NOT DISTINCT needs 15: CONSTRAINT public.stored"))
                .anyMatch(text -> text.contains("an SQL-standard function body needs 14: FUNCTION public.one()"))
                .anyMatch(text -> text.contains("a view with its invoker's rights needs 15: VIEW public.v"))
                .anyMatch(text -> text.contains("the archive is PostgreSQL 18's and the server is only 13"))
                .hasSize(6);
        assertThat(plan.findings()).filteredOn(Finding::blocks).hasSize(5);
    }

    @Test
    void anExtensionThatStaysInAnotherSchemaIsNamed() {
        role("preflight_owner");
        Path archive = archive("CREATE SCHEMA stats; CREATE EXTENSION pg_stat_statements SCHEMA stats");
        String target = server.createDatabase("OWNER preflight_owner");
        server.run(target, "CREATE EXTENSION pg_stat_statements SCHEMA public");

        assertThat(texts(Restore.of(archive, spec(target, "preflight_owner")).plan()))
                .singleElement()
                .asString()
                .contains("extension pg_stat_statements stays in schema public, and the archive needs it in schema"
                        + " stats; have its owner or a superuser run ALTER EXTENSION");
    }

    @Test
    void anExtensionThatStaysInAnotherVersionIsTold() {
        String source = server.createDatabase();
        server.run(source, "CREATE EXTENSION citext VERSION '1.5'; CREATE EXTENSION hstore; CREATE TABLE t (c citext)");
        Path archive = folder.resolve("older.tar");
        Backup.of(ConnectionSpec.builder().dsn(server.uri(source)).build())
                .toFile(archive)
                .run();
        String target = server.createDatabase();
        server.run(target, "CREATE EXTENSION citext VERSION '1.6'; CREATE EXTENSION hstore");

        assertThat(Restore.of(
                                archive,
                                ConnectionSpec.builder().dsn(server.uri(target)).build())
                        .plan()
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isFalse();
                    assertThat(finding.text())
                            .contains(
                                    "citext stays in version 1.6", "had version 1.5", "ALTER EXTENSION citext UPDATE");
                });
    }

    @Test
    void anEncodingThatMayLackCharactersIsAWarning() {
        Path archive = archive("CREATE TABLE t (id int)");
        String latin = server.createDatabase("TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");

        RestorePreview plan = Restore.of(archive, spec(latin, server.user())).plan();

        assertThat(texts(plan)).singleElement().asString().contains("a character that LATIN1 lacks");
        assertThat(plan.stopped()).isFalse();
    }

    @Test
    void aSubscriptionWithASlotAtItsPublisherIsNamedBecauseNoTransactionCanDropIt() {
        Path archive = archive("CREATE TABLE t (id int)");
        String target = server.createDatabase();
        server.run(
                target,
                "CREATE SUBSCRIPTION \"My Sub\" CONNECTION 'host=nowhere.invalid' PUBLICATION p"
                        + " WITH (connect = false, slot_name = 'a_slot')");

        RestorePreview plan =
                Restore.of(archive, spec(target, server.user())).drop(true).plan();

        assertThat(plan.dropped()).contains("subscription \"My Sub\"");
        assertThat(texts(plan))
                .singleElement()
                .asString()
                .contains("subscriptions, which cannot be dropped in a transaction: \"My Sub\"; drop them first");
        assertThatThrownBy(() -> Restore.of(archive, spec(target, server.user()))
                        .drop(true)
                        .run())
                .hasMessageContaining("My Sub");
        server.run(target, "ALTER SUBSCRIPTION \"My Sub\" SET (slot_name = NONE)");

        Restore.of(archive, spec(target, server.user())).drop(true).run();

        assertThat(server.query(target, "SELECT count(*) FROM pg_subscription WHERE subname = 'My Sub'"))
                .isEqualTo("0");
    }

    @Test
    void anEventTriggerOfAnExtensionIsAWarning() {
        Path archive = archive("CREATE TABLE t (id int)");
        String target = server.createDatabase();
        server.run(target, """
            CREATE EXTENSION citext;
            CREATE FUNCTION noisy() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER "Noisy" ON ddl_command_end EXECUTE FUNCTION noisy();
            ALTER EXTENSION citext ADD FUNCTION noisy();
            INSERT INTO pg_depend SELECT 'pg_event_trigger'::regclass, t.oid, 0, 'pg_extension'::regclass, e.oid, 0, 'e'
                FROM pg_event_trigger t, pg_extension e WHERE e.extname = 'citext';
            """);

        RestorePreview plan = Restore.of(archive, spec(target, server.user())).plan();

        assertThat(texts(plan)).singleElement().asString().contains("\"Noisy\" of extension citext");
        assertThat(plan.path()).isEqualTo(RestorePath.EMPTY_TARGET);
        assertThat(plan.stopped()).isFalse();
    }

    @Test
    void whoeverHoldsALockIsNamedAndStopsNothing() throws Exception {
        Path archive = archive("CREATE TABLE t (id int)");
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE held (id int)");
        try (Connection holder = server.connect(target);
                Statement work = holder.createStatement()) {
            holder.setAutoCommit(false);
            work.execute("SET application_name = 'psql of somebody'");
            work.execute("SELECT * FROM held");

            RestorePreview plan =
                    Restore.of(archive, spec(target, server.user())).drop(true).plan();

            assertThat(plan.sessions()).singleElement().satisfies(session -> {
                assertThat(session.application()).isEqualTo("psql of somebody");
                assertThat(session.user()).isEqualTo(server.user());
                assertThat(session.state()).isEqualTo("idle in transaction");
                assertThat(session.object()).isEqualTo("public.held");
                assertThat(session.since()).matches(Pattern.compile("\\d{4}-\\d\\d-\\d\\d .*"));
            });
            assertThat(plan.stopped()).isFalse();
        }
    }

    @Test
    void whatTheSafetySnapshotCannotReadIsNamedBeforehand() {
        role("preflight_keeper");
        String sql = "CREATE TABLE t (id int); CREATE TABLE schema_migrations AS SELECT 1 AS version, false AS dirty;";
        Path archive = archive(sql);
        String target = server.createDatabase();
        server.run(target, sql + """
            ALTER TABLE t OWNER TO preflight_keeper;
            ALTER TABLE schema_migrations OWNER TO preflight_keeper;
            ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            ALTER TABLE t FORCE ROW LEVEL SECURITY;
            CREATE TABLE others ();
            """);
        Restore restore = Restore.of(archive, spec(target, "preflight_keeper"));

        assertThat(texts(restore.safetyFolder(folder.resolve("safety")).plan()))
                .anyMatch(text -> text.contains("row security may hide some from role preflight_keeper: public.t;")
                        && text.contains("--no-safety-snapshot"))
                .anyMatch(text -> text.contains("may not read what the safety snapshot backs up: public.others;"));
        assertThat(restore.plan().findings()).noneMatch(Finding::blocks);
    }

    private static List<String> texts(RestorePreview plan) {
        return plan.findings().stream().map(Finding::text).toList();
    }

    private Path archive(String sql) {
        String source = server.createDatabase();
        server.run(source, sql);
        Path file = folder.resolve(source + ".tar");
        Backup.of(spec(source, server.user())).toFile(file).run();
        return file;
    }

    private void role(String name) {
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE \"" + name + "\" LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    }

    private ConnectionSpec spec(String database, String user) {
        return ConnectionSpec.builder().dsn(server.uri(database)).user(user).build();
    }
}
