package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.Unfinished;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An empty database is filled by several transactions where one cannot, and is empty again if that fails. */
class GradualFillTest {

    private static final String LEFT =
            "SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace";
    private static final String LARGE_OBJECTS = "SELECT count(*) FROM pg_largeobject_metadata";

    private final PostgresServer server = PostgresServer.shared(15);
    private final RealPrograms programs = RealPrograms.of(15);

    @TempDir
    private Path folder;

    @Test
    void severalConnectionsMakeWhatOneTransactionMakes() {
        String source = Samples.APPLICATION.createOn(server);
        Path archive = realArchive(source);
        String one = server.createDatabase();
        String several = server.createDatabase();

        Restore.of(archive, spec(one)).run();
        Restore.of(archive, spec(several)).options(twoJobs()).run();

        assertThat(dump(several)).isEqualTo(dump(one));
    }

    @Test
    void moreTablesThanTheLockTableHoldsNeedNoOtherServer() {
        Map<String, String> small = Map.of(
                "max_connections", "10",
                "max_wal_senders", "0",
                "max_worker_processes", "2",
                "max_locks_per_transaction", "10");
        String source = server.createDatabase();
        server.run(source, """
            DO $$ BEGIN FOR i IN 1..300 LOOP
                EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, name text)', i);
                EXECUTE format('INSERT INTO t%s (name) VALUES (''x'')', i);
            END LOOP; END $$;
            SELECT count(lo_create(0)) FROM generate_series(1, 3000);
            """);
        Path archive = folder.resolve("many.tar");
        Backup.of(spec(source)).toFile(archive).run();
        try (PostgresServer tiny = PostgresServer.start(15, small)) {
            tiny.run("postgres", "CREATE ROLE owner LOGIN");
            String target = tiny.createDatabase("OWNER owner");
            ConnectionSpec spec =
                    ConnectionSpec.builder().dsn(tiny.uri(target)).user("owner").build();

            assertThatThrownBy(() -> Restore.of(archive, spec)
                            .progress(failingAt("t300"))
                            .run())
                    .hasMessage("no more");

            assertThat(tiny.query(target, LEFT)).isEqualTo("0");
            assertThat(tiny.query(target, LARGE_OBJECTS)).isEqualTo("0");
            assertThat(Restore.of(archive, spec).run().rows()).isEqualTo(300);
            assertThat(tiny.query(target, LARGE_OBJECTS)).isEqualTo("3000");
        }
    }

    @Test
    void aFailureLeavesAnEmptyDatabaseAndTheExtensionsThatWereThere() {
        String source = Samples.APPLICATION.createOn(server);
        Path archive = realArchive(source);
        String target = server.createDatabase();
        server.run(target, "CREATE EXTENSION citext");
        String before = dump(target);

        assertThatThrownBy(() -> Restore.of(archive, spec(target))
                        .options(twoJobs())
                        .progress(failingAt("schema_migrations"))
                        .run())
                .hasMessageContaining("no more");

        assertThat(dump(target)).isEqualTo(before);
        Restore.of(archive, spec(target)).options(twoJobs()).run();
    }

    @Test
    void whatAPlatformMadeBeforehandIsNoReasonToRefuseAndIsThereAfterAFailure() {
        String source = server.createDatabase();
        server.run(source, "CREATE SCHEMA app; CREATE TABLE app.t AS SELECT 1 AS i; CREATE TABLE u ()");
        Path archive = realArchive(source);
        String target = server.createDatabase();
        server.run(target, """
            CREATE SCHEMA app; CREATE SCHEMA "for ext; x"; CREATE EXTENSION citext SCHEMA "for ext; x";
            GRANT USAGE ON SCHEMA app TO PUBLIC;
            ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
            """);
        String before = dump(target);
        String privileges = "SELECT nspacl FROM pg_namespace WHERE nspname = 'app'";
        String granted = server.query(target, privileges);

        assertThat(Restore.of(archive, spec(target)).plan().path()).isEqualTo(RestorePath.EMPTY_TARGET);
        assertThatThrownBy(() -> Restore.of(archive, spec(target))
                        .options(twoJobs())
                        .progress(failingAt("app.t"))
                        .run())
                .hasMessageContaining("no more");
        assertThat(dump(target)).isEqualTo(before);
        assertThat(server.query(target, privileges)).isEqualTo(granted);

        Restore.of(archive, spec(target)).run();
        assertThat(server.query(target, "SELECT i FROM app.t")).isEqualTo("1");
        assertThat(server.query(target, privileges)).isEqualTo(granted);
    }

    @Test
    void whatAKilledRestoreLeftIsMarkedAndTheNextOneBeginsAnew() {
        String source = Samples.APPLICATION.createOn(server);
        Path archive = realArchive(source);
        String target = server.createDatabase();
        server.run(
                target,
                "CREATE SCHEMA " + Unfinished.SCHEMA + "; CREATE TABLE half (id int); CREATE SCHEMA h2;"
                        + "CREATE TABLE h2.t (id int); SELECT lo_create(0)");

        RestorePreview plan = Restore.of(archive, spec(target)).plan();
        Restore.of(archive, spec(target)).run();

        assertThat(plan.path()).isEqualTo(RestorePath.EMPTY_TARGET);
        assertThat(plan.reason()).contains("interrupted");
        assertThat(plan.dropped()).contains("table public.half", "schema h2");
        String fresh = server.createDatabase();
        Restore.of(archive, spec(fresh)).run();
        assertThat(dump(target)).isEqualTo(dump(fresh));
    }

    @Test
    void recoverEmptiesWhatAKilledRestoreLeft() {
        String target = server.createDatabase();
        assertThat(Recover.of(spec(target), folder).run()).isEmpty();
        server.run(target, "CREATE TABLE half (id int)");
        assertThat(Recover.of(spec(target), folder).run()).isEmpty();
        assertThat(server.query(target, LEFT)).isEqualTo("1");
        server.run(target, "CREATE SCHEMA " + Unfinished.SCHEMA);

        assertThat(Recover.of(spec(target), folder).run())
                .singleElement()
                .asString()
                .contains("empty again");

        assertThat(server.query(target, LEFT)).isEqualTo("0");
        assertThat(Recover.of(spec(target), folder).run()).isEmpty();
    }

    @Test
    void aServerThatDiesLeavesTheMark() {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE b AS SELECT 2 AS x");
        Path archive = realArchive(source);
        try (PostgresServer own = PostgresServer.start(15, Map.of())) {
            String target = own.createDatabase();
            ConnectionSpec spec = ConnectionSpec.builder().dsn(own.uri(target)).build();
            Progress kills = event -> {
                if (event instanceof Progress.MemberFinished) {
                    own.kill();
                }
            };

            assertThatThrownBy(() -> Restore.of(archive, spec)
                            .options(twoJobs())
                            .progress(kills)
                            .run())
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining(Unfinished.SCHEMA)
                    .hasMessageContaining("the next restore empties it");

            own.startAgain();
            ConnectionSpec again = ConnectionSpec.builder().dsn(own.uri(target)).build();
            assertThat(own.query(
                            target, "SELECT count(*) FROM pg_namespace WHERE nspname = '" + Unfinished.SCHEMA + "'"))
                    .isEqualTo("1");
            Restore.of(archive, again).run();
            assertThat(own.query(target, "SELECT (SELECT x FROM a) || '' || (SELECT x FROM b)"))
                    .isEqualTo("12");
            assertThat(own.query(
                            target, "SELECT count(*) FROM pg_namespace WHERE nspname = '" + Unfinished.SCHEMA + "'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aSessionThatStillWorksForAnEarlierRestoreIsWaitedFor() throws Exception {
        String target = server.createDatabase();
        server.run(target, "CREATE SCHEMA " + Unfinished.SCHEMA);
        try (Connection worker = server.connect(target);
                Statement statement = worker.createStatement()) {
            // As SIGKILL leaves it: the session that had the lock is gone, but not one that fills the database.
            statement.execute(TargetGuard.worksForRestore());
            FutureTask<List<String>> recovery =
                    new FutureTask<>(() -> Recover.of(spec(target), folder).run());
            new Thread(recovery).start();
            statement.execute("SELECT pg_sleep(0.5); CREATE TABLE late (id int)");
            assertThat(recovery.isDone()).isFalse();
            statement.execute("SELECT pg_advisory_unlock_all()");

            assertThat(recovery.get()).singleElement().asString().contains("empty again");
        }
        assertThat(server.query(target, LEFT)).isEqualTo("0");
    }

    @Test
    void rowsThatTheirOwnerMayNotSeeAreCheckedByForeignKeysBefore() {
        String role = "gradual_owner" + System.nanoTime();
        server.run("postgres", "CREATE ROLE " + role + " LOGIN");
        String source = server.createDatabase();
        server.run(source, """
            DO $$ BEGIN FOR i IN 1..20 LOOP
                EXECUTE format('CREATE TABLE parent%s (id int PRIMARY KEY); INSERT INTO parent%s VALUES (1)', i, i);
                EXECUTE format('CREATE TABLE child%s (id int REFERENCES parent%s); INSERT INTO child%s VALUES (1)', i, i, i);
                EXECUTE format('ALTER TABLE parent%s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', i);
            END LOOP; END $$
            """);
        Path archive = folder.resolve("rows.tar");
        Backup.of(spec(source)).toFile(archive).run();
        String target = server.createDatabase("OWNER " + role);
        server.run(target, "ALTER SCHEMA public OWNER TO " + role);
        ConnectionSpec owner =
                ConnectionSpec.builder().dsn(server.uri(target)).user(role).build();

        assertThat(Restore.of(archive, owner).options(twoJobs()).run().rows()).isEqualTo(40);
    }

    private static Progress failingAt(String table) {
        return event -> {
            if (event instanceof Progress.MemberStarted started
                    && started.member().endsWith(table)) {
                throw new IllegalStateException("no more");
            }
        };
    }

    private static RestoreOptions twoJobs() {
        return RestoreOptions.DEFAULT.withJobs(2);
    }

    private Path realArchive(String database) {
        Path archive = folder.resolve(database + ".tar");
        programs.dump(server, database, "-Ft", "--no-owner", "--no-privileges", "-f", archive.toString())
                .orThrow();
        return archive;
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
