package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.NamePattern.Objects;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --for-pg}: a newer server's archive for an older pg_restore and an older server. */
class OlderMajorTest {

    private static final int JUDGE = 15;

    @TempDir
    private Path folder;

    private int files;

    /** The sample is on the newer server what it is on 15, and so is the archive; only servers render views anew. */
    @ParameterizedTest
    @CsvSource({
        "18, application",
        "18, relations",
        "18, rare_kinds",
        "18, hostile",
        "17, application",
        "16, application"
    })
    void theArchiveIsThatOfTheOlderPgDumpWhichItsPgRestoreRestores(int major, String name) throws IOException {
        Sample sample = Samples.named(name);
        PostgresServer newer = PostgresServer.shared(major);
        try (Judge judge = Judge.of(JUDGE, folder)) {
            Path real = judge.realArchiveWithOwnersAndPrivileges(judge.databaseOf(sample));
            String database = sample.createOn(newer, JUDGE);
            Path ours = backup(
                    newer, database, DumpOptions.DEFAULT.withForMajor(JUDGE).with(DumpFlag.OWNER, DumpFlag.PRIVILEGES));
            newer.dropDatabase(database);

            assertThat(different(texts(real), texts(ours))).allMatch(OlderMajorTest::isRenderedByTheServer);
            assertThat(RealArchive.read(ours).head())
                    .first()
                    .isEqualTo(RealArchive.read(real).head().get(0));
            judge.list(ours);
            String expected = judge.emptyDatabaseFor(sample);
            judge.restoreReal(real, expected);
            String actual = judge.emptyDatabaseFor(sample);
            judge.restoreReal(ours, actual);
            assertThat(dump(judge, actual)).isEqualTo(dump(judge, expected));
        }
    }

    /** The sample has the time of its making in some rows, and 15 took \v in a literal for the letter. */
    private static List<String> dump(Judge judge, String database) throws IOException {
        return Files.readAllLines(judge.dumpText(database)).stream()
                .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+", "now"))
                .map(line -> line.replace("\\b\\f\\v", "\\b\\fv"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 16, 17})
    void everyOlderServerTakesIt(int major) {
        PostgresServer newer = PostgresServer.shared(PostgresServer.NEWEST);
        PostgresServer older = PostgresServer.shared(major);
        String original = Samples.APPLICATION.createOn(older);
        String database = Samples.APPLICATION.createOn(newer, major);
        Path archive = backup(newer, database, DumpOptions.DEFAULT.withForMajor(major));
        String restored = older.createDatabase();
        Restore.of(archive, spec(older, restored)).run();

        assertThat(different(withoutOwner(older, original), withoutOwner(older, restored)))
                .allMatch(key -> key.matches("(?s)(BLOB|.*COMMENT - EXTENSION|TABLE( DATA)? hr (adopted|book|product)"
                        + "|TABLE parts measurement).*"));
        newer.dropDatabase(database);
        older.dropDatabase(restored);
        older.dropDatabase(original);
    }

    @Test
    void whatTheOlderServerDoesNotHaveIsRefusedInOneErrorThatNamesAll() {
        PostgresServer server = PostgresServer.shared(18);
        String database = server.createDatabase();
        server.run(database, """
            CREATE EXTENSION btree_gist;
            CREATE TABLE public.fine (id integer PRIMARY KEY);
            CREATE TABLE public.virtual (a integer, b integer GENERATED ALWAYS AS (a + 1));
            CREATE TABLE public.not_inherited (a integer NOT NULL NO INHERIT);
            CREATE TABLE public.not_valid (a integer);
            ALTER TABLE public.not_valid ADD CONSTRAINT later NOT NULL a NOT VALID;
            CREATE TABLE public.not_enforced (a integer CHECK (a > 0) NOT ENFORCED);
            CREATE TABLE public.temporal (a integer, b daterange, PRIMARY KEY (a, b WITHOUT OVERLAPS));
            CREATE TABLE public.commented (a integer CONSTRAINT c NOT NULL);
            COMMENT ON CONSTRAINT c ON public.commented IS 'x';
            CREATE TABLE public.maintained (a integer);
            GRANT MAINTAIN ON public.maintained TO PUBLIC;
            CREATE TABLE public.given (a integer);
            GRANT ALL ON public.given TO PUBLIC;
            CREATE TABLE public.freezing (a integer) WITH (vacuum_max_eager_freeze_failure_rate = 0.5);
            CREATE TABLE public.parted (a integer) PARTITION BY LIST (a) USING heap;
            CREATE COLLATION public.ruled (provider = icu, locale = 'und', rules = '&a < g');
            CREATE COLLATION public.built_in (provider = builtin, locale = 'C.UTF-8');
            CREATE VIEW public.uuids AS SELECT uuidv7() AS id;
            CREATE VIEW public.json_table AS SELECT JSON_VALUE('{}'::jsonb, '$.a') AS a;
            CREATE VIEW public.harmless AS SELECT 'uuidv7()'::text AS "uuidv7()";
            CREATE FUNCTION public.uuidv7() RETURNS integer LANGUAGE sql AS 'SELECT 1 /* uuidv7() */';
            CREATE FUNCTION public.set_up() RETURNS integer LANGUAGE sql SET io_combine_limit = 16 AS 'SELECT 1';
            CREATE PUBLICATION generated WITH (publish_generated_columns = stored);
            ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO PUBLIC;
            CREATE FUNCTION public.entered() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER entering ON login EXECUTE FUNCTION public.entered();
            ALTER EVENT TRIGGER entering DISABLE;
            """);

        DumpOptions for15 = DumpOptions.DEFAULT.withForMajor(15).with(DumpFlag.PRIVILEGES);
        assertThatThrownBy(() -> backup(server, database, for15))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .message()
                .startsWith("cannot write an archive for PostgreSQL 15, which does not have: ")
                .contains(
                        "virtual (virtual generated column, since 18)",
                        "not_inherited (NOT NULL constraint that is NO INHERIT or NOT VALID, since 18)",
                        "not_valid (NOT NULL constraint that is NO INHERIT or NOT VALID, since 18)",
                        "not_enforced (constraint that is NOT ENFORCED, since 18)",
                        "temporal (key WITHOUT OVERLAPS or PERIOD, since 18)",
                        "commented (comment on a NOT NULL constraint, since 18)",
                        "maintained (privilege MAINTAIN, since 17)",
                        "freezing (parameter vacuum_max_eager_freeze_failure_rate, since 18)",
                        "parted (access method of a partitioned table, since 17)",
                        "ruled (rules of ICU, since 16)",
                        "built_in (builtin provider, since 17)",
                        "VIEW public.uuids (function uuidv7, since 18)",
                        "VIEW public.json_table (function of SQL/JSON, since 17)",
                        "FUNCTION public.set_up() (setting io_combine_limit, since 17)",
                        "generated (publish_generated_columns, since 18)",
                        "large objects belonging to role postgres (default privileges on large objects, since 18)",
                        "entering (event login, since 17)")
                .doesNotContain("fine", "given", "harmless", "FUNCTION public.uuidv7");
        assertThatThrownBy(() -> backup(server, database, for15.withForMajor(17)))
                .message()
                .contains("virtual generated column", "uuidv7")
                .doesNotContain("MAINTAIN", "since 17", "since 16");

        // What is not dumped is not refused.
        assertThat(backup(server, database, for15.include(Objects.TABLE, "fine").include(Objects.TABLE, "given")))
                .isNotEmptyFile();
        server.dropDatabase(database);
    }

    @Test
    void aVersionThatIsNotOlderChangesNothing() throws IOException {
        PostgresServer server = PostgresServer.shared(JUDGE);
        String database = Samples.SHOP.createOn(server);
        Path plain = backup(server, database, DumpOptions.DEFAULT);
        for (int major : new int[] {15, 16, 18}) {
            Path same = backup(server, database, DumpOptions.DEFAULT.withForMajor(major));
            assertThat(ArchiveComparison.of(RealArchive.read(plain), RealArchive.read(same)))
                    .isEmpty();
        }
        assertThatThrownBy(() -> DumpOptions.DEFAULT.withForMajor(11))
                .hasMessageStartingWith("--for-pg must be in range 12..18, not 11");
    }

    /** 16 leaves out names of tables in views where there is but one; json is a keyword no longer. */
    private static boolean isRenderedByTheServer(String key) {
        return key.startsWith("VIEW ")
                || key.startsWith("MATERIALIZED VIEW ")
                || key.startsWith("RULE ")
                || key.equals("TABLE public other_types");
    }

    /** What an archive says of each object: all but numbers, and the database, whose name differs. */
    private static Map<String, String> texts(Path archive) throws IOException {
        return texts(RealArchive.read(archive).entries());
    }

    private static Map<String, String> texts(List<TocEntry> entries) {
        Map<String, String> texts = new TreeMap<>();
        for (ComparedEntry entry : ComparedEntry.of(entries)) {
            if (!entry.key().contains("DATABASE")) {
                Map<String, String> fields = new TreeMap<>(entry.fields());
                fields.keySet().removeAll(List.of("catalog id", "dependencies"));
                texts.put(entry.key(), String.valueOf(fields));
            }
        }
        return texts;
    }

    /** A restore gives everything to the role that restores. */
    private static Map<String, String> withoutOwner(PostgresServer server, String database) {
        Map<String, String> texts = texts(OurEntries.of(server, database));
        texts.replaceAll((key, text) -> text.replaceAll(", owner='[^']*'", ""));
        return texts;
    }

    private static Set<String> different(Map<String, String> expected, Map<String, String> actual) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        keys.removeIf(key -> String.valueOf(expected.get(key)).equals(actual.get(key)));
        return keys;
    }

    private Path backup(PostgresServer server, String database, DumpOptions options) {
        return Backup.of(spec(server, database))
                .options(options)
                .toFile(folder.resolve(++files + ".tar"))
                .run()
                .file();
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
