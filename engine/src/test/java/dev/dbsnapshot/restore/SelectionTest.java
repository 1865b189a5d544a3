package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreSelection.Content;
import dev.dbsnapshot.api.RestoreSelection.Objects;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A part of an archive, or all of it with owners and privileges: the result is what pg_restore makes of it. */
class SelectionTest {

    private static final int MAJOR = 15;
    private static final RestoreSelection ALL = RestoreSelection.EVERYTHING;
    private static final RestoreSelection AS_IT_WAS =
            ALL.with(RestoreFlag.OWNER).with(RestoreFlag.PRIVILEGES);

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);
    private final RealPrograms programs = RealPrograms.of(MAJOR);

    static Stream<Arguments> selections() {
        return Stream.of(
                Arguments.of(Samples.RARE_KINDS, AS_IT_WAS, List.of()),
                Arguments.of(Samples.PRIVILEGES, AS_IT_WAS, List.of()),
                Arguments.of(Samples.PRIVILEGES, ALL.with(RestoreFlag.OWNER), List.of("--no-privileges")),
                Arguments.of(Samples.PRIVILEGES, ALL.with(RestoreFlag.PRIVILEGES), List.of("--no-owner")),
                Arguments.of(
                        Samples.TABLE_OBJECTS,
                        AS_IT_WAS
                                .with(RestoreFlag.NO_COMMENTS)
                                .with(RestoreFlag.NO_TABLESPACES)
                                .with(RestoreFlag.NO_TABLE_ACCESS_METHOD),
                        List.of("--no-comments", "--no-tablespaces", "--no-table-access-method")),
                Arguments.of(
                        Samples.REPLICATION,
                        ALL.with(RestoreFlag.NO_PUBLICATIONS).with(RestoreFlag.NO_SUBSCRIPTIONS),
                        List.of("--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions")),
                Arguments.of(Samples.SHOP, AS_IT_WAS.withContent(Content.SCHEMA), List.of("--schema-only")),
                Arguments.of(
                        Samples.SHOP,
                        AS_IT_WAS.withSections(EnumSet.of(DumpSection.PRE_DATA, DumpSection.DATA)),
                        List.of("--section=pre-data", "--section=data")));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("selections")
    void anEmptyDatabaseBecomesWhatPgRestoreMakesOfIt(Sample sample, RestoreSelection selection, List<String> options) {
        Path archive = archive(sample.createOn(server));
        String target = server.createDatabase(sample.databaseOptions());

        restore(archive, target, selection);

        String expected = server.createDatabase(sample.databaseOptions());
        programs.restore(server, expected, archive, options.toArray(String[]::new));
        assertThat(dump(target)).isEqualTo(dump(expected));
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                Arguments.of(AS_IT_WAS.with(Objects.SCHEMA, "one"), List.of("--schema=one")),
                Arguments.of(
                        ALL.with(Objects.SCHEMA, "one").with(Objects.SCHEMA, "two"),
                        List.of("--schema=one", "--schema=two", "-O", "-x")),
                Arguments.of(
                        AS_IT_WAS.with(Objects.TABLE, "item").with(Objects.TABLE, "item_id_seq"),
                        List.of("--table=item", "--table=item_id_seq")),
                Arguments.of(
                        AS_IT_WAS.with(Objects.SCHEMA, "two").with(Objects.TABLE, "item"),
                        List.of("--schema=two", "--table=item")),
                Arguments.of(
                        ALL.with(Objects.TABLE, "item")
                                .with(Objects.INDEX, "item_name")
                                .with(Objects.FUNCTION, "twice(integer)"),
                        List.of("--table=item", "--index=item_name", "--function=twice(integer)", "-O", "-x")));
    }

    private static final String TWO_SCHEMAS = """
        DO $$ BEGIN CREATE ROLE selection_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        DO $$ BEGIN CREATE ROLE selection_other; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        CREATE SCHEMA one;
        CREATE SCHEMA two;
        CREATE TABLE one.item (id serial PRIMARY KEY, name text);
        CREATE INDEX item_name ON one.item (name);
        COMMENT ON TABLE one.item IS 'the first';
        COMMENT ON COLUMN one.item.name IS 'its name';
        GRANT SELECT, UPDATE (name) ON one.item TO selection_other;
        ALTER TABLE one.item OWNER TO selection_owner;
        GRANT USAGE ON SCHEMA one TO selection_owner;
        CREATE FUNCTION one.twice(i integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * i';
        CREATE TABLE two.item (id int);
        CREATE TABLE two.other (id int, item int REFERENCES one.item);
        CREATE VIEW two.seen AS SELECT name FROM one.item;
        INSERT INTO one.item (name) SELECT 'n' || i FROM generate_series(1, 5) i;
        INSERT INTO two.item VALUES (7);
        INSERT INTO two.other VALUES (1, 1), (2, 2);
        """;

    private static final String SCHEMAS = "CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE public.mine (id int)";

    @ParameterizedTest(name = "{1}")
    @MethodSource("parts")
    void aPartIsMadeBesideWhatIsThere(RestoreSelection selection, List<String> options) {
        Path archive = archive(twoSchemas());
        String target = server.createDatabase();
        server.run(target, SCHEMAS);

        assertThat(restore(archive, target, selection)).isEqualTo(RestorePath.ADDITION);

        String expected = server.createDatabase();
        server.run(expected, SCHEMAS);
        programs.restore(server, expected, archive, options.toArray(String[]::new));
        assertThat(dump(target)).isEqualTo(dump(expected));
    }

    @Test
    void anExcludedTableGoesWithAllThatDependsOnItAndIsTold() {
        Path archive = archive(twoSchemas());
        String target = server.createDatabase();
        RestoreSelection selection =
                AS_IT_WAS.with(Objects.EXCLUDED_TABLE, "one.item").with(Objects.EXCLUDED_TABLE_DATA, "two.other");

        RestorePreview plan = restoreOf(archive, target, selection).plan();
        restore(archive, target, selection);

        assertThat(plan.findings()).anySatisfy(finding -> assertThat(finding.text())
                .contains("left out because it depends on a table that is excluded: ")
                .contains("VIEW two.seen", "FK CONSTRAINT two.other other_item_fkey"));
        assertThat(server.query(
                        target,
                        "SELECT string_agg(oid::regclass::text, ' ' ORDER BY oid) FROM pg_class"
                                + " WHERE oid >= 16384 AND relkind IN ('r', 'v', 'S', 'i') AND relname !~ '^pg_toast'"))
                .isEqualTo("two.item two.other");
        assertThat(server.query(target, "SELECT count(*) FROM two.other")).isEqualTo("0");
        assertThat(server.query(target, "SELECT id FROM two.item")).isEqualTo("7");
        assertThatThrownBy(() -> restore(archive, target, ALL.with(Objects.EXCLUDED_TABLE, "three")))
                .hasMessageContaining("the archive has no table three");
        assertThatThrownBy(() -> restore(archive, target, ALL.with(Objects.EXCLUDED_TABLE_DATA, "one.seen")))
                .hasMessageContaining("the archive has no rows of table one.seen");
    }

    @Test
    void whatIsPlannedForAPartCountsThePartOnly() {
        String source = server.createDatabase();
        server.run(
                source,
                "CREATE SCHEMA one; CREATE TABLE one.small AS SELECT 1 AS i;"
                        + " CREATE TABLE large AS SELECT repeat('x', 1000) FROM generate_series(1, 1000);"
                        + " SELECT lo_from_bytea(8001, 'four')");
        Path archive = archive(source);
        String target = server.createDatabase();
        server.run(target, "CREATE SCHEMA one");

        assertThat(restoreOf(archive, target, ALL.with(Objects.SCHEMA, "one"))
                        .plan()
                        .dataBytes())
                .isLessThan(100);
        assertThat(restoreOf(archive, target, ALL).plan().dataBytes()).isGreaterThan(1_000_000);
    }

    @Test
    void theSectionsOneAfterAnotherMakeTheWhole() {
        Path archive = archive(Samples.SHOP.createOn(server));
        String target = server.createDatabase();

        for (DumpSection section : DumpSection.values()) {
            restore(archive, target, AS_IT_WAS.withSections(EnumSet.of(section)));
        }

        assertThat(dump(target)).isEqualTo(dump(restoredByPgRestore(archive)));
    }

    @Test
    void theSchemaAndThenTheDataMakeTheWholeThoughForeignKeysAreThere() {
        Path archive = archive(Samples.SHOP.createOn(server));
        String target = server.createDatabase();

        restore(archive, target, AS_IT_WAS.withContent(Content.SCHEMA));
        assertThat(restore(archive, target, AS_IT_WAS.withContent(Content.DATA)))
                .isEqualTo(RestorePath.DATA_ONLY);

        assertThat(dump(target)).isEqualTo(dump(restoredByPgRestore(archive)));
    }

    @Test
    void aListChoosesEntriesAndTheirOrder() throws IOException {
        Path archive = archive(twoSchemas());
        List<String> lines = new ArrayList<>();
        lines.add("; my list");
        lines.add("");
        List<String> entries = new ArrayList<>(list(archive).stream()
                .filter(line -> !line.startsWith(";") && !line.contains(" FK CONSTRAINT ") && !line.contains(" other "))
                .toList());
        List<String> functions =
                entries.stream().filter(line -> line.contains(" FUNCTION ")).toList();
        entries.removeAll(functions);
        entries.addAll(functions);
        Collections.swap(entries, 0, 1);
        lines.addAll(entries.stream().map(line -> "  " + line + " ; a comment").toList());
        lines.add(";999; 0 0 TABLE gone");
        Path file = Files.write(folder.resolve("list"), lines);
        String target = server.createDatabase();

        restore(archive, target, AS_IT_WAS.withList(lines));

        String expected = server.createDatabase();
        programs.restore(server, expected, archive, "--use-list=" + file);
        assertThat(dump(target)).isEqualTo(dump(expected)).doesNotContain("two.other");
    }

    private List<String> list(Path archive) {
        return programs.run("pg_restore", "--list", archive.toString())
                .orThrow()
                .text()
                .lines()
                .toList();
    }

    @Test
    void aLineThatIsNoEntryIsRefused() {
        assertThatThrownBy(() -> ALL.withList(List.of("; all", "what; 1 2 TABLE")))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("line 2 of the list begins with no number of an entry: what");
        assertThatThrownBy(() -> ALL.withList(List.of("5; x", "5; x")))
                .hasMessageContaining("line 2 of the list names entry 5 again");
    }

    @Test
    void rowsOfChosenTablesReplaceThoseAndNoOthers() {
        String source = twoSchemas();
        Path archive = archive(source);
        server.run(source, "UPDATE two.item SET id = 8; DELETE FROM two.other; UPDATE one.item SET name = 'live'");

        restore(archive, source, ALL.withContent(Content.DATA).with(Objects.TABLE, "other"));

        assertThat(server.query(source, "SELECT count(*) FROM two.other")).isEqualTo("2");
        assertThat(server.query(source, "SELECT id FROM two.item")).isEqualTo("8");
        assertThat(server.query(source, "SELECT DISTINCT name FROM one.item")).isEqualTo("live");
    }

    @Test
    void whatIsThereAlreadyAndFilledTablesStopAnAdditionByName() {
        String source = twoSchemas();
        Path archive = archive(source);
        String before = dump(source);

        assertThatThrownBy(() -> restore(archive, source, ALL.with(Objects.SCHEMA, "one")))
                .hasMessageContaining("has already what is selected: one.item, one.item_id_seq, one.item_name");
        server.run(
                source,
                "ALTER TABLE two.other DROP CONSTRAINT other_item_fkey; DROP INDEX one.item_name;"
                        + " ALTER TABLE one.item DROP CONSTRAINT item_pkey");
        assertThatThrownBy(() ->
                        restore(archive, source, ALL.withSections(EnumSet.of(DumpSection.DATA, DumpSection.POST_DATA))))
                .hasMessageContaining("these tables are not empty: one.item, two.item, two.other");
        server.run(
                source,
                "ALTER TABLE one.item ADD PRIMARY KEY (id); CREATE INDEX item_name ON one.item (name);"
                        + " ALTER TABLE two.other ADD FOREIGN KEY (item) REFERENCES one.item");
        assertThat(dump(source)).isEqualTo(before);
    }

    @Test
    void aSchemaIsRestoredUnderAnotherNameBesideTheLiveOne() {
        String source = twoSchemas();
        Path archive = archive(source);
        server.run(source, "UPDATE one.item SET name = 'live'");
        String live = dump(source, "--schema=one", "--schema=two");

        restore(archive, source, AS_IT_WAS.with(Objects.SCHEMA, "one").withSchemaName("one", "one_then"));

        assertThat(dump(source, "--schema=one", "--schema=two")).isEqualTo(live);
        String then = dump(source, "--schema=one_then").replace("one_then", "one");
        String expected = server.createDatabase();
        server.run(expected, "CREATE SCHEMA one");
        programs.restore(server, expected, archive, "--schema=one");
        assertThat(then).isEqualTo(dump(expected, "--schema=one"));
    }

    @Test
    void whatRenamingCannotDoIsRefused() {
        String source = twoSchemas();
        server.run(source, "CREATE FUNCTION two.text() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM one.item'");
        Path archive = archive(source);
        String target = server.createDatabase();
        server.run(target, "CREATE SCHEMA taken");

        assertThatThrownBy(() -> restore(archive, target, ALL.withSchemaName("one", "taken")))
                .hasMessageContaining("the database has a schema of that name")
                .hasMessageContaining("the text of functions names schema one and would not follow it to taken:"
                        + " FUNCTION two.text()");
        assertThatThrownBy(() -> ALL.withContent(Content.DATA).withSchemaName("a", "b"))
                .hasMessageContaining("data alone cannot be mapped");
        assertThatThrownBy(() -> restore(archive, target, ALL.withSchemaName("gone", "b")))
                .hasMessageContaining("schema gone, and the archive has nothing in it");
    }

    @Test
    void rolesAreMappedWhereTheyStandAndNowhereElse() {
        String source = twoSchemas();
        server.run(source, """
            DO $$ BEGIN CREATE ROLE "selection ""TO"" mapped"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            CREATE TABLE two.selection_other (selection_other text);
            GRANT SELECT (selection_other) ON two.selection_other TO selection_other WITH GRANT OPTION;
            CREATE POLICY "TO selection_other" ON two.selection_other TO selection_other
                USING (selection_other = 'TO selection_other');
            ALTER DEFAULT PRIVILEGES FOR ROLE selection_owner IN SCHEMA two GRANT SELECT ON TABLES TO selection_other;
            """);
        Path archive = archive(source);
        String target = server.createDatabase();

        restore(archive, target, AS_IT_WAS.withRoleName("selection_other", "selection \"TO\" mapped"));

        assertThat(dump(target).replace("TO \"selection \"\"TO\"\" mapped\"", "TO selection_other"))
                .isEqualTo(dump(source));
    }

    @Test
    void rolesThatAreMissingAreNamedAllAtOnceBeforeAnythingIsDone() {
        String source = server.createDatabase();
        server.run(source, """
            CREATE ROLE "selection gone"; CREATE ROLE selection_lost;
            CREATE TABLE t (i int);
            ALTER TABLE t OWNER TO "selection gone";
            GRANT SELECT ON t TO selection_lost;
            """);
        Path archive = archive(source);
        server.run(source, "DROP TABLE t; DROP ROLE \"selection gone\"; DROP ROLE selection_lost");
        String target = server.createDatabase();

        assertThatThrownBy(() -> restore(archive, target, AS_IT_WAS))
                .hasMessageContaining("roles that the server does not have: selection gone, selection_lost")
                .hasMessageContaining("--map-role");
        restore(
                archive,
                target,
                AS_IT_WAS.withRoleName("selection gone", "postgres").withRoleName("selection_lost", "postgres"));
        restore(archive, server.createDatabase(), ALL);
    }

    @Test
    void anotherRoleDoesTheWork() {
        Path archive = archive(twoSchemas());
        String target = server.createDatabase();
        server.run(target, "GRANT CREATE ON DATABASE \"" + target + "\" TO selection_owner");

        restore(archive, target, ALL.withRole("selection_owner"));

        assertThat(server.query(
                        target,
                        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE oid >= 16384"
                                + " AND relkind IN ('r', 'v', 'S')"))
                .isEqualTo("selection_owner");
    }

    @Test
    void anotherRoleTakesTheSafetySnapshotToo() {
        String source = server.createDatabase();
        server.run(source, """
            DO $$ BEGIN CREATE ROLE selection_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            DO $$ BEGIN CREATE ROLE selection_login LOGIN NOINHERIT IN ROLE selection_owner;
                EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (7, false);
            CREATE TABLE t AS SELECT 1 AS i;
            ALTER TABLE t OWNER TO selection_owner; ALTER TABLE schema_migrations OWNER TO selection_owner;
            """);
        Path archive = archive(source);
        server.run(source, "UPDATE t SET i = 2");
        Restore restore = Restore.of(
                        archive,
                        ConnectionSpec.builder()
                                .dsn(server.uri(source))
                                .user("selection_login")
                                .build())
                .safetyFolder(folder.resolve("safety"));

        assertThatThrownBy(restore::plan)
                .hasMessageContaining("version of the schema cannot be read from table public.schema_migrations")
                .hasMessageContaining("--role");
        restore.options(RestoreOptions.DEFAULT.withSelection(ALL.withRole("selection_owner")))
                .run();

        assertThat(server.query(source, "SELECT i FROM t")).isEqualTo("1");
        assertThat(folder.resolve("safety")).isDirectoryRecursivelyContaining("glob:**/before-restore-*.tar");
    }

    @Test
    void contradictionsAreRefused() {
        RestoreSelection part = ALL.with(Objects.TABLE, "t");
        RestoreOptions options = RestoreOptions.DEFAULT.withSelection(part);
        assertThatThrownBy(() -> options.withDrop(true)).hasMessageContaining("only a part of the archive is selected");
        assertThatThrownBy(() -> options.withStrategy(RestoreStrategy.SWAP)).hasMessageContaining("--strategy swap");
        assertThatThrownBy(() -> ALL.withContent(Content.DATA).withSections(EnumSet.of(DumpSection.POST_DATA)))
                .hasMessageContaining("only data was asked for");
        assertThatThrownBy(() -> ALL.withSchemaName("a", "b").withSchemaName("b", "c"))
                .hasMessageContaining("is mapped and the target of a mapping");
        String source = twoSchemas();
        Path archive = archive(source);
        assertThatThrownBy(() -> restore(archive, source, ALL.with(Objects.TABLE, "nope")))
                .hasMessageContaining("the archive has no table nope");
    }

    private String twoSchemas() {
        String database = server.createDatabase();
        server.run(database, TWO_SCHEMAS);
        return database;
    }

    private RestorePath restore(Path archive, String database, RestoreSelection selection) {
        return restoreOf(archive, database, selection).run().path();
    }

    private Restore restoreOf(Path archive, String database, RestoreSelection selection) {
        return Restore.of(
                        archive,
                        ConnectionSpec.builder().dsn(server.uri(database)).build())
                .options(RestoreOptions.DEFAULT.withSelection(selection).withSafetySnapshot(false));
    }

    private Path archive(String database) {
        Path archive = folder.resolve(database + ".tar");
        programs.dump(server, database, "-Ft", "-f", archive.toString()).orThrow();
        return archive;
    }

    private String restoredByPgRestore(Path archive) {
        String database = server.createDatabase();
        programs.restore(server, database, archive).orThrow();
        return database;
    }

    private String dump(String database, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--restrict-key=x");
        return programs.dump(server, database, all.toArray(String[]::new))
                .orThrow()
                .text();
    }
}
