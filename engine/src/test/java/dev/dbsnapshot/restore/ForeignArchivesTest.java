package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that others made, with pg_dump's other options and in every shape that large objects have had. */
class ForeignArchivesTest {

    private static final int MAJOR = 15;

    /** Every size at which something changes, a hole, and many. */
    private static final String LARGE_OBJECTS = """
        SELECT lo_create(1), lo_from_bytea(2, '\\x00');
        SELECT lo_from_bytea((10 + i)::oid, convert_to(repeat('0123456789abcdef', n / 16) || repeat('z', n % 16), 'UTF8'))
            FROM unnest(ARRAY[65535, 65536, 65537, 262143, 262144, 262145, 524288, 3000000])
                WITH ORDINALITY AS o (n, i);
        SELECT lo_create(30), lo_put(30, 600000, 'after a hole');
        SELECT lo_from_bytea(g::oid, convert_to(g::text, 'UTF8')) FROM generate_series(20001, 25000) g;
        COMMENT ON LARGE OBJECT 2 IS 'a comment';
        """;

    private static final String CONTENT =
            "SELECT string_agg(oid || ' ' || md5(lo_get(oid)) || coalesce(obj_description("
                    + "oid, 'pg_largeobject'), ''), ',' ORDER BY oid) FROM pg_largeobject_metadata";

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);
    private final RealPrograms programs = RealPrograms.of(MAJOR);

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void largeObjectsOfEverySizeAndNumberComeBack(int major) {
        PostgresServer from = PostgresServer.shared(major);
        String source = from.createDatabase();
        from.run(source, LARGE_OBJECTS);
        PostgresServer to = PostgresServer.shared(PostgresServer.NEWEST);

        Path ours = Backup.of(spec(from, source))
                .toFile(folder.resolve("ours.tar"))
                .run()
                .file();

        assertThat(restored(to, ours)).isEqualTo(from.query(source, CONTENT));
        RealPrograms.find(major).ifPresent(judge -> {
            Path real = folder.resolve("real.tar");
            judge.dump(from, source, "-Ft", "-f", real.toString());
            assertThat(restored(to, real)).isEqualTo(from.query(source, CONTENT));
        });
    }

    private static String restored(PostgresServer server, Path archive) {
        String target = server.createDatabase();
        Restore.of(archive, spec(server, target)).run();
        return server.query(target, CONTENT);
    }

    /** Without names of columns pg_dump's own archive of tables that were made to inherit later cannot be restored. */
    static Stream<Arguments> waysToInsert() {
        return Stream.of(
                Arguments.of(Samples.HOSTILE, List.of("--inserts", "--on-conflict-do-nothing")),
                Arguments.of(Samples.APPLICATION, List.of("--column-inserts", "--rows-per-insert=7")));
    }

    @ParameterizedTest
    @MethodSource("waysToInsert")
    void rowsThatAreStatementsAreRestoredAsPgRestoreDoes(Sample sample, List<String> options) throws IOException {
        String source = sample.createOn(server);
        Path archive = archive(source, options.toArray(String[]::new));
        String target = server.createDatabase(sample.databaseOptions());

        Restore.of(archive, spec(server, target)).run();

        String expected = server.createDatabase(sample.databaseOptions());
        programs.restore(server, expected, archive, "--no-owner", "--no-privileges");
        assertThat(Files.mismatch(dump(target), dump(expected))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "UTF8"})
    void anArchiveInLatin1IsRestoredIntoBothEncodings(String encoding) throws IOException {
        String source = Samples.LATIN1.createOn(server);
        String options = "ENCODING '" + encoding + "' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
        Path archive = archive(source);
        String target = server.createDatabase(options);

        Restore.of(archive, spec(server, target)).run();

        String expected = server.createDatabase(options);
        programs.restore(server, expected, archive, "--no-owner", "--no-privileges");
        assertThat(Files.mismatch(dump(target), dump(expected))).isEqualTo(-1);
    }

    @Test
    void muleInternalIsRefusedByName() {
        String source = Samples.MULE_INTERNAL.createOn(server);
        Path file = folder.resolve("x.tar");

        assertThatThrownBy(() -> Backup.of(spec(server, source)).toFile(file).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("MULE_INTERNAL");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tablespacesThatAreMissingAreNamedBeforeAnythingIsDropped() {
        String source = server.createDatabase();
        String tablespace = "space_of_" + source;
        server.run("postgres", "COPY (SELECT '') TO PROGRAM 'mkdir -p spaces/" + tablespace + "'");
        server.run(
                "postgres",
                "CREATE TABLESPACE " + tablespace + " LOCATION '" + server.query("postgres", "SHOW data_directory")
                        + "/spaces/" + tablespace + "'");
        server.run(source, "CREATE TABLE t (id int) TABLESPACE " + tablespace);
        Path archive = archive(source);
        server.dropDatabase(source);
        server.run("postgres", "DROP TABLESPACE " + tablespace);
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE kept (id int)");

        assertThatThrownBy(() ->
                        Restore.of(archive, spec(server, target)).drop(true).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(tablespace);
        assertThat(server.query(target, "SELECT count(*) FROM kept")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--compress=0",
                "--schema=app",
                "--inserts",
                "--column-inserts",
                "--rows-per-insert=2",
                "--data-only",
                "--encoding=LATIN1"
            })
    void theVersionIsFoundInWhateverPgDumpMade(String option) {
        String source = server.createDatabase();
        server.run(source, """
            CREATE SCHEMA app;
            CREATE TABLE app.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO app.schema_migrations VALUES (9, false), (20240102, true), (10, false);
            """);

        assertThat(Snapshots.extractVersion(archive(source, option))).isEqualTo(new SchemaVersion("20240102", true));
    }

    @Test
    void theRowsOfATableAreCountedWhereNoManifestTellsThem() {
        String source = server.createDatabase();
        server.run(source, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (9, false);
            CREATE TABLE t (a text);
            INSERT INTO t VALUES (E'two\\nlines'), (NULL), ('\\.'), ('');
            CREATE TABLE nothing (a int);
            """);

        Restore restore = Restore.of(archive(source), spec(server, source));

        for (int time = 1; time <= 2; time++) {
            assertThat(restore.plan().replaced())
                    .extracting(RestorePreview.ReplacedTable::table, RestorePreview.ReplacedTable::snapshotRows)
                    .containsExactlyInAnyOrder(
                            tuple("public.schema_migrations", 1L), tuple("public.t", 4L), tuple("public.nothing", 0L));
        }
        restore.run();
    }

    @Test
    void aVersionThatCannotBeToldIsNotGuessed() {
        String source = server.createDatabase();
        server.run(source, """
            CREATE TABLE schema_migrations (id int, note text, version text);
            INSERT INTO schema_migrations VALUES (7, 'x', '20240102');
            """);

        assertThat(Snapshots.extractVersion(archive(source))).isEqualTo(new SchemaVersion("20240102", false));
        assertThat(Snapshots.extractVersion(archive(source, "--column-inserts")))
                .isEqualTo(new SchemaVersion("20240102", false));
        assertThat(Snapshots.extractVersion(archive(source, "--schema-only"))).isEqualTo(SchemaVersion.UNVERSIONED);
    }

    private Path archive(String database, String... options) {
        Path archive = folder.resolve(database + String.join("", options) + ".tar");
        String[] all = Stream.concat(
                        Stream.of("-Ft", "--no-owner", "--no-privileges", "-f", archive.toString()), Stream.of(options))
                .toArray(String[]::new);
        programs.dump(server, database, all);
        return archive;
    }

    private Path dump(String database) {
        Path file = folder.resolve(database + ".sql");
        programs.dump(server, database, "--no-owner", "--no-privileges", "--restrict-key=x", "-f", file.toString());
        return file;
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
