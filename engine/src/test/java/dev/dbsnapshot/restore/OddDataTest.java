package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that break their constraints, that some roles do not see, and labels that nobody understands. */
class OddDataTest {

    private static final String VERSION = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (7, false);
        """;

    /** Two tables that refer to each other, with rows from before that refer to nothing. */
    private static final String CIRCLE = VERSION + """
        CREATE TABLE egg (id int PRIMARY KEY, hen int);
        CREATE TABLE hen (id int PRIMARY KEY, egg int);
        INSERT INTO egg VALUES (1, 1), (2, 99);
        INSERT INTO hen VALUES (1, 1), (2, 2);
        ALTER TABLE egg ADD CONSTRAINT laid_by FOREIGN KEY (hen) REFERENCES hen NOT VALID;
        ALTER TABLE hen ADD CONSTRAINT from_egg FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
        """;

    private static final String STATE = "SELECT string_agg(conname || convalidated, ',' ORDER BY conname) || ' ' ||"
            + " (SELECT string_agg(id || '-' || hen, ',' ORDER BY id) FROM egg) FROM pg_constraint WHERE contype = 'f'";

    private static final String OWNER = "odd_data_owner";

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @BeforeEach
    void roles() {
        server.run("postgres", """
            DO $$ BEGIN CREATE ROLE odd_data_owner LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            DO $$ BEGIN CREATE ROLE odd_data_creator LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            DO $$ BEGIN CREATE ROLE odd_data_seer LOGIN BYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            """);
    }

    @ParameterizedTest
    @CsvSource({"postgres,IN_PLACE,1", "postgres,SWAP,2", "postgres,NO_ATOMIC,2", "odd_data_owner,IN_PLACE,1"})
    void rowsThatBreakAForeignKeyThatIsNotValidComeBack(String role, RestoreStrategy strategy, int jobs) {
        String database = database(CIRCLE);
        String state = server.query(database, STATE);
        Path archive = backup(database);
        server.run(database, "UPDATE egg SET hen = 1");

        Restore.of(archive, spec(database, role))
                .options(RestoreOptions.DEFAULT
                        .withDrop(true)
                        .withStrategy(strategy)
                        .withSafetySnapshot(false)
                        .withKeepOld(false)
                        .withJobs(jobs))
                .run();

        assertThat(server.query(database, STATE)).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", OWNER})
    void rowsThatBreakAForeignKeyAreReplacedUnlessItWasValidatedSince(String role) {
        String database = database(CIRCLE);
        String state = server.query(database, STATE);
        Path archive = backup(database);
        server.run(database, "UPDATE egg SET hen = 1");

        Restore.of(archive, spec(database, role)).run();

        assertThat(server.query(database, STATE)).isEqualTo(state);
        server.run(database, "UPDATE egg SET hen = 1; ALTER TABLE egg VALIDATE CONSTRAINT laid_by");
        String valid = server.query(database, STATE);
        assertThatThrownBy(() -> Restore.of(archive, spec(database, role)).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("laid_by")
                .hasMessageContaining("nothing was changed");
        assertThat(server.query(database, STATE)).isEqualTo(valid);
    }

    @Test
    void rowsThatARoleDoesNotSeeAreReplacedOrItSaysWhatItNeeds() {
        String database = database(VERSION + """
            CREATE TABLE secret (id int, who text);
            INSERT INTO secret SELECT i, 'nobody' FROM generate_series(1, 20) i;
            ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
            ALTER TABLE secret FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON secret USING (who = current_user);
            """);
        assertThatThrownBy(() -> Backup.of(spec(database, OWNER))
                        .toFile(folder.resolve("hidden.tar"))
                        .run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("row-level security policy for table \"secret\"");
        Path archive = backup(database);
        server.run(database, "TRUNCATE secret; INSERT INTO secret VALUES (0, 'nobody')");

        Restore restore = Restore.of(archive, spec(database, OWNER));
        assertThatThrownBy(() -> restore.safetyFolder(folder.resolve("safety")).run())
                .hasMessageContaining("row security may hide some from role " + OWNER)
                .hasMessageContaining("public.secret")
                .hasMessageContaining("ALTER ROLE \"odd_data_owner\" BYPASSRLS")
                .hasMessageContaining("--no-safety-snapshot");
        assertThat(server.query(database, "SELECT count(*) FROM secret")).isEqualTo("1");
        restore.run();

        String secrets = "SELECT count(*) || ' ' || (SELECT relforcerowsecurity FROM pg_class"
                + " WHERE oid = 'secret'::regclass) FROM secret";
        assertThat(server.query(database, secrets)).isEqualTo("20 true");

        // One who sees all rows needs the owner's membership only.
        server.run(database, "GRANT odd_data_owner TO odd_data_seer; TRUNCATE secret");
        Restore.of(archive, spec(database, "odd_data_seer"))
                .safetyFolder(folder.resolve("safety"))
                .run();
        assertThat(server.query(database, secrets)).isEqualTo("20 true");
    }

    /** REFRESH reads as the owner of the materialized view, and as policies let her. */
    @ParameterizedTest
    @CsvSource({
        "false, IN_PLACE, 1, odd_data_creator",
        "false, IN_PLACE, 1, postgres",
        "true, IN_PLACE, 1, odd_data_creator",
        "true, IN_PLACE, 1, postgres",
        "true, NO_ATOMIC, 2, odd_data_creator",
        "true, SWAP, 2, odd_data_creator"
    })
    void materializedViewsHoldWhatPoliciesLetTheirOwnersSee(
            boolean drop, RestoreStrategy strategy, int jobs, String role) {
        String database = database("odd_data_creator", VERSION + """
            CREATE TABLE secret (id int, who text);
            INSERT INTO secret SELECT i, CASE WHEN i % 2 = 0 THEN 'odd_data_creator' END FROM generate_series(1, 20) i;
            ALTER TABLE secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON secret USING (who = current_user);
            CREATE MATERIALIZED VIEW seen AS SELECT * FROM secret;
            """);
        assertThat(server.query(database, "SELECT count(*) FROM seen")).isEqualTo("10");
        Path archive = backup(database);
        server.run(database, "TRUNCATE secret; REFRESH MATERIALIZED VIEW seen");

        Restore.of(archive, spec(database, role))
                .options(RestoreOptions.DEFAULT
                        .withDrop(drop)
                        .withStrategy(strategy)
                        .withSafetySnapshot(false)
                        .withKeepOld(false)
                        .withJobs(jobs)
                        .withSelection(RestoreSelection.EVERYTHING.with(RestoreFlag.OWNER)))
                .run();

        assertThat(server.query(database, "SELECT count(*) FROM seen")).isEqualTo("10");
        assertThat(server.query(database, "SELECT count(*) FROM secret")).isEqualTo("20");
    }

    @Test
    void materializedViewsThatPoliciesFillByASettingAreNamed() {
        String database = database(VERSION + """
            CREATE TABLE rows_of (tenant text);
            ALTER TABLE rows_of ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON rows_of USING (tenant = current_setting('app.tenant', true));
            CREATE VIEW between AS SELECT * FROM rows_of;
            CREATE MATERIALIZED VIEW seen AS SELECT * FROM between;
            CREATE MATERIALIZED VIEW other AS SELECT 1 AS one;
            """);
        Path archive = backup(database);

        for (boolean drop : List.of(true, false)) {
            assertThat(Restore.of(archive, spec(database, "postgres"))
                            .drop(drop)
                            .plan()
                            .findings())
                    .filteredOn(finding -> finding.what().contains("current_setting"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.names())
                            .singleElement()
                            .asString()
                            .contains("public.seen"));
        }
    }

    /** Several tables, keys between them, and policies that let their owner see nothing. */
    @ParameterizedTest
    @CsvSource({"IN_PLACE,1", "NO_ATOMIC,1", "NO_ATOMIC,2", "SWAP,2"})
    void rowsThatTheirOwnerDoesNotSeeAreDroppedAndComeBack(RestoreStrategy strategy, int jobs) {
        String database = database("odd_data_creator", VERSION + """
            CREATE TABLE parent (id int PRIMARY KEY, who text);
            CREATE TABLE child (id int REFERENCES parent, who text) PARTITION BY RANGE (id);
            CREATE TABLE child1 PARTITION OF child FOR VALUES FROM (0) TO (100);
            INSERT INTO parent SELECT i, 'nobody' FROM generate_series(1, 20) i;
            INSERT INTO child SELECT i, 'nobody' FROM generate_series(1, 20) i;
            CREATE POLICY own ON parent USING (who = current_user);
            CREATE POLICY own ON child USING (EXISTS (SELECT FROM parent p WHERE p.id = child.id));
            CREATE POLICY own ON child1 USING (false);
            DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['parent', 'child', 'child1'] LOOP
                EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
            END LOOP; END $$;
            """);
        String state = "SELECT (SELECT count(*) FROM parent) || ' ' || (SELECT count(*) FROM child) || ' ' ||"
                + " (SELECT count(*) FROM pg_policy) || ' ' || count(*) FROM pg_class"
                + " WHERE relrowsecurity AND relforcerowsecurity";
        assertThat(server.query(database, state)).isEqualTo("20 20 3 3");
        Path archive = backup(database);
        server.run(database, "TRUNCATE parent, child; INSERT INTO parent VALUES (0, 'nobody')");

        Restore.of(archive, spec(database, "odd_data_creator"))
                .options(RestoreOptions.DEFAULT
                        .withDrop(true)
                        .withStrategy(strategy)
                        .withSafetySnapshot(false)
                        .withKeepOld(false)
                        .withJobs(jobs))
                .safetyFolder(folder.resolve("safety"))
                .run();

        assertThat(server.query(database, state)).isEqualTo("20 20 3 3");
        Undo undo = Undo.of(spec(database, "odd_data_creator")).safetyFolder(folder.resolve("safety"));
        assertThatThrownBy(undo::plan).hasMessageContaining("nothing to undo");
    }

    @ParameterizedTest
    @CsvSource({"IN_PLACE,1", "SWAP,2", "NO_ATOMIC,2"})
    void labelsOfAProviderThatIsNotLoadedAreNamedBeforeTheFirstChange(RestoreStrategy strategy, int jobs) {
        String source = database("CREATE TABLE labelled (id int)");
        Path archive = ChangedArchive.copy(
                backup(source),
                entries -> {
                    List<TocEntry> more = new ArrayList<>(entries);
                    more.add(TocEntry.builder(100_000, "SECURITY LABEL", Section.NONE)
                            .namespace("public")
                            .tag("TABLE labelled")
                            .defn("SECURITY LABEL FOR \"of nobody\" ON TABLE public.labelled IS 'x';\n")
                            .build());
                    return more;
                },
                "");
        String target = database("CREATE TABLE before (id int)");
        List<Object> phases = new ArrayList<>();
        RestoreOptions options = RestoreOptions.DEFAULT
                .withDrop(true)
                .withStrategy(strategy)
                .withSafetySnapshot(false)
                .withJobs(jobs);

        assertThatThrownBy(() -> Restore.of(archive, spec(target, "postgres"))
                        .options(options)
                        .progress(phases::add)
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("security labels of providers that the server has not loaded: \"of nobody\"")
                .hasMessageContaining("--no-security-labels");

        assertThat(phases).noneMatch(event -> event.toString().contains("drop"));
        assertThat(tables(target)).isEqualTo("before");
        Restore.of(archive, spec(target, "postgres"))
                .options(options.withKeepOld(false)
                        .withSelection(RestoreSelection.EVERYTHING.with(RestoreFlag.NO_SECURITY_LABELS)))
                .run();
        assertThat(tables(target)).isEqualTo("labelled");
    }

    /** A migration tool's table: what its versions say decides, and a restore leaves the snapshot's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        UPDATE flyway_schema_history SET installed_by = 'x'                       | DATA_ONLY
        DELETE FROM flyway_schema_history WHERE installed_rank = 2                | REFUSED
        INSERT INTO flyway_schema_history VALUES (3, '1.11', 'me', true)          | DROP_AND_RESTORE
        INSERT INTO flyway_schema_history VALUES (3, '1.11', 'me', false)         | DROP_AND_RESTORE
        UPDATE flyway_schema_history SET success = false WHERE installed_rank = 2 | DROP_AND_RESTORE
        DROP TABLE flyway_schema_history                                          | REFUSED
        """)
    void theVersionsOfAMigrationToolDecide(String change, RestorePath path) {
        String database = database("""
            CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),
                installed_by varchar(100), success boolean NOT NULL, type varchar(20) NOT NULL DEFAULT 'SQL');
            INSERT INTO flyway_schema_history VALUES (1, '1.9', 'me', true), (2, '1.10', 'me', true);
            CREATE TABLE thing AS SELECT generate_series(1, 3) AS id;
            """);
        Path archive = folder.resolve("flyway.tar");
        Backup.of(spec(database, "postgres"))
                .versionTable("flyway_schema_history")
                .toFile(archive)
                .run();
        server.run(database, change + "; DELETE FROM thing");
        Restore restore = Restore.of(archive, spec(database, OWNER)).versionTable("flyway_schema_history");

        assertThat(restore.plan().path()).isEqualTo(path);
        if (path == RestorePath.REFUSED) {
            assertThatThrownBy(restore::run).isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.CONFLICT));
            assertThat(server.query(database, "SELECT count(*) FROM thing")).isEqualTo("0");
            restore.drop(true).run();
        } else {
            restore.run();
        }

        assertThat(server.query(
                        database,
                        "SELECT string_agg(version || installed_by || success, ',' ORDER BY installed_rank)"
                                + " FROM flyway_schema_history"))
                .isEqualTo("1.9metrue,1.10metrue");
        assertThat(server.query(database, "SELECT count(*) FROM thing")).isEqualTo("3");
    }

    private String tables(String database) {
        return server.query(database, "SELECT string_agg(relname, ',') FROM pg_stat_user_tables");
    }

    private String database(String sql) {
        return database(OWNER, sql);
    }

    private String database(String owner, String sql) {
        String database = server.createDatabase("OWNER " + owner);
        server.run(database, "ALTER SCHEMA public OWNER TO " + owner + "; SET ROLE " + owner + "; " + sql);
        return database;
    }

    private Path backup(String database) {
        return Backup.of(spec(database, "postgres"))
                .toFile(folder.resolve(database + ".tar"))
                .run()
                .file();
    }

    private ConnectionSpec spec(String database, String role) {
        return ConnectionSpec.builder().dsn(server.uri(database)).user(role).build();
    }
}
