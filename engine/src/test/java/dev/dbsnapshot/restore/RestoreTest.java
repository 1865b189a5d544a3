package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of the real pg_dump, restored by us: the result is what the real pg_restore makes of them. */
class RestoreTest {

    private static final int MAJOR = 15;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);
    private final RealPrograms programs = RealPrograms.of(MAJOR);

    @Test
    void restoresIntoAnEmptyDatabaseWhatPgRestoreRestores() {
        Path archive = archive(Samples.APPLICATION.createOn(server));
        String target = server.createDatabase();

        RestoreResult result = Restore.of(archive, spec(target)).run();

        assertThat(dump(target)).isEqualTo(dump(restoredByPgRestore(archive)));
        assertThat(result.database()).isEqualTo(target);
        assertThat(result.rows()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eventTriggersOfTheArchiveDoNotFireOnWhatIsRestored(int jobs) {
        String source = server.createDatabase();
        server.run(source, """
            CREATE TABLE t AS SELECT 7 AS id;
            CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
            CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''stopped by %'', tg_tag; END';
            CREATE EVENT TRIGGER start ON ddl_command_start EXECUTE FUNCTION stop();
            CREATE EVENT TRIGGER "The end" ON ddl_command_end EXECUTE FUNCTION stop();
            ALTER EVENT TRIGGER start ENABLE ALWAYS;
            COMMENT ON EVENT TRIGGER start IS 'stops';
            """);
        String target = server.createDatabase();

        Restore.of(archive(source), spec(target))
                .options(RestoreOptions.DEFAULT.withJobs(jobs))
                .run();

        assertThat(server.query(target, "SELECT id FROM m")).isEqualTo("7");
        assertThat(dump(target)).isEqualTo(dump(source));
    }

    @Test
    void dropsWhatIsThereAndRestores() {
        String source = Samples.APPLICATION.createOn(server);
        Path archive = archive(source);
        String target = Samples.APPLICATION.createOn(server);
        server.run(target, """
            CREATE SCHEMA extra;
            CREATE TABLE extra.orphan (id int PRIMARY KEY);
            CREATE TABLE public.added (id serial);
            CREATE FUNCTION public.noisy() RETURNS event_trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''no''; END';
            CREATE EVENT TRIGGER noisy ON sql_drop EXECUTE FUNCTION public.noisy();
            CREATE PUBLICATION everything FOR ALL TABLES;
            COMMENT ON SCHEMA public IS 'mine';
            """);

        RestoreResult result = Restore.of(archive, spec(target)).drop(true).run();

        assertThat(dump(target)).isEqualTo(dump(restoredByPgRestore(archive)));
        assertThat(result.dropped()).isPositive();
    }

    @Test
    void dropsIndexesBeforeTheOperatorClassesThatTheyGiveOptionsTo() {
        String source = server.createDatabase();
        server.run(source, """
            CREATE SCHEMA a;
            CREATE EXTENSION pg_trgm SCHEMA a;
            CREATE EXTENSION intarray;
            CREATE TABLE t (x text, i int[], EXCLUDE USING gist (i gist__int_ops (numranges = 7) WITH &&));
            CREATE INDEX ON t USING gist (x a.gist_trgm_ops (siglen = 32));
            CREATE TABLE p (x text) PARTITION BY LIST (x);
            CREATE TABLE p1 PARTITION OF p DEFAULT;
            CREATE INDEX ON p USING gist (x a.gist_trgm_ops (siglen = 32));
            """);
        Path archive = archive(source);
        String before = dump(source);

        Restore.of(archive, spec(source)).drop(true).run();

        assertThat(dump(source)).isEqualTo(before);
    }

    @Test
    void namesACharacterThatTheTargetsEncodingLacks() {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE \"Привет\" (id int)");
        Path archive = archive(source);
        String target = server.createDatabase();
        server.run("postgres", "DROP DATABASE " + target);
        server.run("postgres", "CREATE DATABASE " + target + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");

        assertThatThrownBy(() -> Restore.of(archive, spec(target)).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("restoring ")
                .hasMessageContaining("has no equivalent in encoding \"LATIN1\"");
    }

    @Test
    void refusesADatabaseThatIsNotEmpty() {
        Path archive = archive(Samples.APPLICATION.createOn(server));
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE precious (id int)");

        assertThatThrownBy(() -> Restore.of(archive, spec(target)).run())
                .isInstanceOfSatisfying(SnapshotException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e).hasMessageContaining("public.precious").hasMessageContaining("drop");
                });
    }

    private Path archive(String database) {
        Path archive = folder.resolve(database + ".tar");
        programs.dump(server, database, "-Ft", "--no-owner", "--no-privileges", "-f", archive.toString())
                .orThrow();
        return archive;
    }

    private String restoredByPgRestore(Path archive) {
        String database = server.createDatabase();
        programs.restore(server, database, archive, "--no-owner", "--no-privileges")
                .orThrow();
        return database;
    }

    private String dump(String database) {
        return programs.dump(server, database, "--no-owner", "--no-privileges", "--restrict-key=x")
                .orThrow()
                .text();
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
