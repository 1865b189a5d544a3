package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.FilterFile;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.NamePattern.Objects;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What options of a dump mean, where pg_dump's archive does not show it: names, refusals, warnings, sessions. */
class DumpOptionsTest {

    private static final int MAJOR = 15;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);
    private String database = "";
    private int files;

    @BeforeEach
    void makeTables() {
        database = server.createDatabase();
        server.run(database, """
            CREATE SCHEMA "Ünder";
            CREATE TABLE "Ünder"."Mixed" ();
            CREATE TABLE public.plain ();
            CREATE TABLE public."a$b" ();
            CREATE TABLE public."a.b" ();
            CREATE TABLE public."a""b" ();
            CREATE TABLE public."x[]" ();
            CREATE TABLE public.parent (id int) PARTITION BY LIST (id);
            CREATE TABLE public.middle PARTITION OF public.parent DEFAULT PARTITION BY LIST (id);
            CREATE TABLE public.leaf PARTITION OF public.middle DEFAULT\
            """);
    }

    @Test
    void patternsMeanWhatTheyMeanToPsql() {
        assertThat(tables("PLAIN")).containsExactly("plain");
        assertThat(tables("\"PLAIN\"|plain")).containsExactly("plain");
        assertThat(tables("pl?in")).containsExactly("plain");
        assertThat(tables("p[aeiou]*[tn]")).containsExactly("parent");
        assertThat(tables("a$b")).containsExactly("a$b");
        assertThat(tables("\"a.b\"")).containsExactly("a.b");
        assertThat(tables("\"a\"\"b\"")).containsExactly("a\"b");
        assertThat(tables("x[]")).containsExactly("x[]");
        assertThat(tables("\"Ünder\".\"M\"*")).containsExactly("Mixed");
        assertThat(tables(database + ".public.leaf")).containsExactly("leaf");
    }

    @Test
    void patternsThatMatchNothingAreRefusedAsPgDumpRefusesThem() {
        assertRefused(DumpOptions.DEFAULT.include(Objects.TABLE, "nothing"), "no matching tables were found");
        assertRefused(DumpOptions.DEFAULT.include(Objects.SCHEMA, "nothing"), "no matching schemas were found");
        assertRefused(DumpOptions.DEFAULT.include(Objects.EXTENSION, "no"), "no matching extensions were found");
        assertRefused(
                DumpOptions.DEFAULT
                        .include(Objects.TABLE, "plain")
                        .include(Objects.TABLE, "nothing")
                        .with(DumpFlag.STRICT_NAMES),
                "no matching tables were found for pattern \"nothing\"");
        assertRefused(
                DumpOptions.DEFAULT.include(Objects.FOREIGN_DATA, "nothing"),
                "no matching foreign servers were found for pattern \"nothing\"");
        assertRefused(
                DumpOptions.DEFAULT.include(Objects.TABLE, "a.b.c.d"),
                "improper relation name (too many dotted names): a.b.c.d");
        assertRefused(
                DumpOptions.DEFAULT.include(Objects.TABLE, "other.public.leaf"),
                "cross-database references are not implemented: other.public.leaf");
        assertRefused(
                DumpOptions.DEFAULT.include(Objects.SCHEMA, "a.b"),
                "cross-database references are not implemented: a.b");
    }

    @Test
    void aPatternThatIsNoRegularExpressionIsNamedWithItsOption() {
        assertRefused(
                DumpOptions.DEFAULT.include(Objects.TABLE, "plain").exclude(Objects.TABLE_DATA, "x("),
                "cannot use pattern x( of --exclude-table-data: invalid regular expression: parentheses () not"
                        + " balanced; put double quotes around a name that is meant as it is");
        assertRefused(
                DumpOptions.DEFAULT.with(new NamePattern(true, Objects.SCHEMA, "a[", true)),
                "cannot use pattern a[ of \"include schema\" in the filter: invalid regular expression: brackets [] not"
                        + " balanced; put double quotes around a name that is meant as it is");
        assertRefused(
                DumpOptions.DEFAULT.include(Objects.EXTENSION, "+"),
                "cannot use pattern + of --extension: invalid regular expression: quantifier operand invalid;"
                        + " put double quotes around a name that is meant as it is");
        assertThat(tables("\"a$b\"")).containsExactly("a$b");
    }

    @Test
    void onlySequencesThatAreSelectedAreRead() {
        server.run(database, """
            CREATE SCHEMA mine;
            CREATE TABLE mine.numbered (id serial);
            CREATE SEQUENCE mine.free;
            CREATE SEQUENCE public.secret;
            DO $$BEGIN CREATE ROLE sequence_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
            GRANT USAGE ON SCHEMA mine TO sequence_reader;
            GRANT SELECT ON ALL TABLES IN SCHEMA mine TO sequence_reader;
            GRANT SELECT ON ALL SEQUENCES IN SCHEMA mine TO sequence_reader;\
            """);
        DumpOptions reader = DumpOptions.DEFAULT.withRole("sequence_reader");

        assertThat(entriesOf(reader.include(Objects.SCHEMA, "mine"), "SEQUENCE SET"))
                .containsExactlyInAnyOrder("numbered_id_seq", "free");
        assertThat(entriesOf(reader.include(Objects.TABLE, "mine.numbered"), "SEQUENCE SET"))
                .containsExactly("numbered_id_seq");
        assertThatThrownBy(() ->
                        backup(reader.include(Objects.TABLE, "public.secret")).run())
                .hasMessageContaining("secret");
    }

    @Test
    void childrenComeAlongHoweverDeepTheyAre() {
        assertThat(tablesOf(DumpOptions.DEFAULT.include(Objects.TABLE_AND_CHILDREN, "parent")))
                .containsExactlyInAnyOrder("parent", "middle", "leaf");
        assertThat(tablesOf(DumpOptions.DEFAULT
                        .include(Objects.TABLE, "public.(p*|middle|leaf)")
                        .exclude(Objects.TABLE_AND_CHILDREN, "middle")))
                .containsExactlyInAnyOrder("parent", "plain");
    }

    @Test
    void optionsThatContradictEachOtherAreRefusedInPgDumpsWords() {
        DumpOptions all = DumpOptions.DEFAULT;
        assertContradiction(
                all.with(DumpFlag.SCHEMA_ONLY, DumpFlag.DATA_ONLY),
                "options -s/--schema-only and -a/--data-only cannot be used together");
        assertContradiction(
                all.with(DumpFlag.DATA_ONLY, DumpFlag.CLEAN),
                "options -c/--clean and -a/--data-only cannot be used together");
        assertContradiction(all.with(DumpFlag.IF_EXISTS), "option --if-exists requires option -c/--clean");
        assertContradiction(
                all.with(DumpFlag.ON_CONFLICT_DO_NOTHING),
                "option --on-conflict-do-nothing requires option --inserts, --rows-per-insert, or --column-inserts");
    }

    @Test
    void dataAloneWarnsOfForeignKeysInACircle() {
        server.run(database, """
            CREATE TABLE public.hen (id int PRIMARY KEY, egg int);
            CREATE TABLE public.egg (id int PRIMARY KEY, hen int REFERENCES public.hen);
            ALTER TABLE public.hen ADD FOREIGN KEY (egg) REFERENCES public.egg\
            """);
        List<String> warnings = new ArrayList<>();

        backup(DumpOptions.DEFAULT.with(DumpFlag.DATA_ONLY))
                .progress(event -> {
                    if (event instanceof Progress.Warning warning) {
                        warnings.add(warning.message());
                    }
                })
                .run();

        assertThat(warnings).singleElement().asString().contains("circular foreign-key constraints", "hen", "egg");
    }

    @Test
    void rowsAloneOfATableThatRefersToItselfAreWarnedOfByItsName() {
        server.run(database, "CREATE TABLE public.self (id int PRIMARY KEY, up int REFERENCES public.self)");
        List<String> warnings = new ArrayList<>();

        backup(DumpOptions.DEFAULT.with(DumpFlag.DATA_ONLY))
                .progress(event -> {
                    if (event instanceof Progress.Warning warning) {
                        warnings.add(warning.message());
                    }
                })
                .run();

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("there are circular foreign-key constraints on this table: self; ");
    }

    @Test
    void aRoleOrSnapshotThatTheServerRefusesIsNamedWithItsOption() {
        assertThatThrownBy(() ->
                        backup(DumpOptions.DEFAULT.withRole("nobody at all")).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageStartingWith("cannot become the role nobody at all of --role (")
                .hasMessageContaining("member of");
        assertThatThrownBy(() -> backup(DumpOptions.DEFAULT.withSnapshot("00000003-0000001B-1"))
                        .run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageStartingWith("cannot look through the snapshot 00000003-0000001B-1 of --snapshot (")
                .hasMessageContaining("pg_export_snapshot()");
    }

    @Test
    void aSubscriptionThatWouldNotBeDumpedAnywayDoesNotStopAPlainUser() throws IOException {
        server.run(database, """
            DROP ROLE IF EXISTS reader_of_a_part;
            CREATE ROLE reader_of_a_part;
            CREATE SUBSCRIPTION feed CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE);
            CREATE TABLE public.part AS SELECT 1 AS a;
            GRANT SELECT ON public.part TO reader_of_a_part\
            """);

        assertThat(backup(DumpOptions.DEFAULT.include(Objects.TABLE, "part").withRole("reader_of_a_part"))
                        .run()
                        .rows())
                .isEqualTo(1);
    }

    @Test
    void aTableThatCannotBeLockedInTimeEndsTheBackup() throws Exception {
        try (Connection other = DriverManager.getConnection(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database, server.user(), "")) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE public.plain");

            assertThatThrownBy(() -> backup(DumpOptions.DEFAULT.withLockWaitTimeout(Duration.ofMillis(50)))
                            .run())
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("lock");
            // What is not dumped is not locked either.
            assertThat(tables("leaf")).containsExactly("leaf");
        }
    }

    @Test
    void anEncodingThatTheServerDoesNotKnowIsAMistakeInTheOption() {
        assertThatThrownBy(() ->
                        backup(DumpOptions.DEFAULT.withEncoding("nonsense")).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining("invalid client encoding \"nonsense\" specified")
                .hasMessageContaining("--encoding");
    }

    @Test
    void anEncodingThatIsNotConvertedToIsRefused() {
        assertThatThrownBy(() -> backup(DumpOptions.DEFAULT.withEncoding("MULE_INTERNAL"))
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("MULE_INTERNAL");
        assertThat(tablesOf(DumpOptions.DEFAULT.withEncoding("utf-8"))).contains("plain");
    }

    @Test
    void filterFilesAreReadAsPgRestoreReadsThem() throws IOException {
        RestoreSelection selection = FilterFile.select(
                RestoreSelection.EVERYTHING.with(RestoreSelection.Objects.INDEX, "i"), new StringReader("""
                    INCLUDE Function f(integer,  text) # comment
                    include trigger "a table" t
                    include index j
                    exclude schema s
                    exclude table_data s.log
                    """), "test");

        assertThat(selection.names())
                .isEqualTo(Map.of(
                        RestoreSelection.Objects.INDEX,
                        Set.of("i", "j"),
                        RestoreSelection.Objects.FUNCTION,
                        Set.of("f(integer, text)"),
                        RestoreSelection.Objects.TRIGGER,
                        Set.of("a table t"),
                        RestoreSelection.Objects.EXCLUDED_SCHEMA,
                        Set.of("s"),
                        RestoreSelection.Objects.EXCLUDED_TABLE_DATA,
                        Set.of("s.log")));
        for (String refused : List.of("include table_data x", "exclude function f", "include database x")) {
            assertThatThrownBy(() -> FilterFile.select(RestoreSelection.EVERYTHING, new StringReader(refused), "test"))
                    .hasMessageContaining("is not allowed");
        }
        assertThatThrownBy(() ->
                        FilterFile.select(RestoreSelection.EVERYTHING, new StringReader("include thing x"), "test"))
                .hasMessageContaining("on line 1: unsupported filter object type: \"thing\"");
    }

    @Test
    void filterFilesAreReadAsPgDumpReadsThem() throws IOException {
        List<NamePattern> patterns = FilterFile.read(new StringReader("""
            # what the application needs

            include schema app   # and nothing else
            exclude table_data_and_children  app ."Big\\n""Log
            s"
            INCLUDE extension *
            """), "test");

        assertThat(patterns)
                .containsExactly(
                        new NamePattern(true, Objects.SCHEMA, "app", true),
                        new NamePattern(false, Objects.TABLE_DATA_AND_CHILDREN, "app.\"Big\n\"\"Log\ns\"", true),
                        new NamePattern(true, Objects.EXTENSION, "*", true));
        assertThatThrownBy(() -> FilterFile.read(new StringReader("\ninclude table_data x"), "test"))
                .hasMessageContaining("invalid format in filter read from \"test\" on line 2: include filter for"
                        + " \"table data\" is not allowed");
        assertThatThrownBy(() -> FilterFile.read(new StringReader("include function f"), "test"))
                .hasMessageContaining("include filter for \"function\" is not allowed");
        assertThatThrownBy(() -> FilterFile.read(new StringReader("add table f"), "test"))
                .hasMessageContaining("invalid filter command");
    }

    private List<String> tables(String pattern) {
        return tablesOf(DumpOptions.DEFAULT.include(Objects.TABLE, pattern));
    }

    private List<String> tablesOf(DumpOptions options) {
        return entriesOf(options, "TABLE");
    }

    private List<String> entriesOf(DumpOptions options, String desc) {
        Path file = backup(options).run().file();
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            return reader.toc().entries().stream()
                    .filter(entry -> entry.desc().equals(desc))
                    .map(entry -> String.valueOf(entry.tag()))
                    .toList();
        }
    }

    private Backup backup(DumpOptions options) {
        return Backup.of(ConnectionSpec.builder()
                        .host(server.host())
                        .port(server.port())
                        .user(server.user())
                        .database(database)
                        .build())
                .options(options)
                .toFile(folder.resolve(++files + ".tar"));
    }

    private void assertRefused(DumpOptions options, String message) {
        assertThatThrownBy(() -> backup(options).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessage(message);
    }

    private static void assertContradiction(DumpOptions options, String message) {
        assertThatThrownBy(options::check).hasMessage(message);
    }
}
