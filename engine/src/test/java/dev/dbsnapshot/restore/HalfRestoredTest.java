package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore by several transactions left is known to everybody, from any machine and however it is addressed. */
class HalfRestoredTest {

    private static final RestoreOptions SEVERAL =
            RestoreOptions.DEFAULT.withDrop(true).withStrategy(RestoreStrategy.NO_ATOMIC);

    @TempDir
    private Path here;

    @TempDir
    private Path elsewhere;

    private final PostgresServer server = PostgresServer.shared(15);
    private Path archive = Path.of("");
    private String target = "";

    @BeforeEach
    void aTargetThatDiffersFromTheArchive() {
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE half_owner LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE fresh AS SELECT generate_series(1, 1000) AS i");
        archive = Backup.of(spec(source)).toFile(here.resolve("x.tar")).run().file();
        target = server.createDatabase("OWNER half_owner");
        server.run(
                target,
                "ALTER SCHEMA public OWNER TO half_owner; SET ROLE half_owner;"
                        + " CREATE TABLE old AS SELECT generate_series(1, 5) AS i");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "half_owner"})
    void anotherMachineSeesIt(String role) {
        ConnectionSpec spec = as(role, target);
        breakOff(spec, false);

        assertThatThrownBy(() ->
                        Backup.of(spec).toFile(elsewhere.resolve("half.tar")).run())
                .hasMessageContaining("is not backed up, because a restore into it has not ended");
        Recover recover = Recover.of(spec, elsewhere.resolve("journal"));
        assertThat(recover.unfinished()).singleElement().asString().contains("has not ended");
        assertThatThrownBy(recover::run).hasMessageContaining("recover where it ran, or restore again with --drop");
        Restore restore = Restore.of(archive, spec)
                .safetyFolder(elsewhere.resolve("safety"))
                .journal(elsewhere.resolve("journal"));
        restore.drop(true).run();

        assertThat(tables(target)).isEqualTo("fresh");
        Undo undo = Undo.of(spec).safetyFolder(elsewhere.resolve("safety"));
        assertThatThrownBy(undo::plan).hasMessageContaining("nothing to undo");
        Backup.of(spec).toFile(elsewhere.resolve("whole.tar")).run();
        // The first machine's journal has lost its meaning: its safety snapshot must not come back.
        Recover first = Recover.of(spec, here.resolve("journal"));
        assertThat(first.pending()).hasSize(1);
        assertThat(first.run()).singleElement().asString().contains("is not half restored any more");
        assertThat(first.pending()).isEmpty();
        assertThat(tables(target)).isEqualTo("fresh");
    }

    @Test
    void onlyTheWholeIsRestoredIntoIt() {
        server.run(
                target,
                "CREATE TABLE schema_migrations (version bigint, dirty bool);"
                        + "INSERT INTO schema_migrations VALUES (1, false)");
        Path versioned =
                Backup.of(spec(target)).toFile(here.resolve("v.tar")).run().file();
        Progress fails = event -> {
            if (event instanceof Progress.PhaseStarted phase && phase.phase().equals("check")) {
                throw new IllegalStateException("no more");
            }
        };
        assertThatThrownBy(() -> Restore.of(versioned, spec(target))
                        .options(SEVERAL.withSafetySnapshot(false))
                        .progress(fails)
                        .run())
                .hasMessageContaining("restored in part");

        assertThat(Restore.of(versioned, spec(target)).plan().findings())
                .filteredOn(Finding::blocks)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("holds only a part"));
        assertThat(Restore.of(versioned, spec(target)).drop(true).plan().findings())
                .noneMatch(Finding::blocks);
    }

    @Test
    void madeAnewByHandItIsWhole() {
        breakOff(spec(target), false);
        String dumped = RealPrograms.of(15)
                .run("pg_dump", "--dbname", server.uri(target))
                .text();
        assertThat(dumped).doesNotContain("db-snapshot");

        server.dropDatabase(target);
        server.run("postgres", "CREATE DATABASE " + target);
        RealPrograms.of(15).run("pg_restore", "--dbname", server.uri(target), archive.toString());

        Recover.of(spec(target), here.resolve("journal")).requireWhole(true);
        Backup.of(spec(target)).toFile(here.resolve("whole.tar")).run();
        assertThat(restoring(spec(target)).drop(false).plan().findings()).noneMatch(Finding::blocks);
        Restore.of(archive, spec(target))
                .drop(true)
                .journal(here.resolve("journal"))
                .run();
        assertThat(Recover.of(spec(target), here.resolve("journal")).pending()).isEmpty();
    }

    @Test
    void aConnectionThatBreaksWhileItIsMarkedLeavesItToRecovery() {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.cutInsteadOf("SET application_name =");
            ConnectionSpec through = ConnectionSpec.builder()
                    .dsn("postgresql://postgres@" + proxy.host() + ":" + proxy.port() + "/" + target)
                    .build();

            assertThatThrownBy(() -> restoring(through).options(SEVERAL).run())
                    .isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.outcome())
                            .hasValue("nothing was changed in database " + target
                                    + ", but it may be marked as half restored: run db-snapshot recover"));
        }

        assertThat(tables(target)).isEqualTo("old");
        Recover recover = Recover.of(spec(target), here.resolve("journal"));
        assertThat(recover.unfinished()).hasSize(1);
        recover.run();
        assertThat(recover.unfinished()).isEmpty();
        assertThat(tables(target)).isEqualTo("old");
        Backup.of(spec(target)).toFile(here.resolve("whole.tar")).run();
    }

    @Test
    void aSettingOfTheOwnersStays() {
        server.run("postgres", "ALTER DATABASE " + target + " SET application_name = 'shop'");
        ConnectionSpec owner = as("half_owner", target);
        breakOff(owner, false);
        assertThatThrownBy(
                        () -> Backup.of(owner).toFile(here.resolve("half.tar")).run())
                .hasMessageContaining("has not ended");

        restoring(owner).options(SEVERAL.withSafetySnapshot(false)).run();

        assertThat(server.query(
                        "postgres",
                        "SELECT string_agg(setconfig::text, ' ') FROM pg_db_role_setting WHERE setdatabase ="
                                + " (SELECT oid FROM pg_database WHERE datname = '" + target + "')"))
                .isEqualTo("{application_name=shop}");
    }

    @Test
    void aSwapDoesNotKeepItAsAStateToGoBackTo() {
        breakOff(spec(target), false);

        Restore.of(archive, spec(target))
                .options(RestoreOptions.DEFAULT.withDrop(true).withStrategy(RestoreStrategy.SWAP))
                .journal(here.resolve("journal"))
                .run();

        assertThat(tables(target)).isEqualTo("fresh");
        Undo undo = Undo.of(spec(target)).journal(here.resolve("journal"));
        assertThat(undo.kept()).hasSize(1);
        assertThatThrownBy(undo::plan).hasMessageContaining("nothing to undo");
        assertThatThrownBy(undo::run).hasMessageContaining("nothing to undo");
        Backup.of(spec(target)).toFile(here.resolve("whole.tar")).run();
        assertThat(undo.dropKept()).hasSize(1);
    }

    @Test
    void whatWasBegunAtAnotherNameOfTheServerIsKnown() {
        ConnectionSpec address = address(target);
        breakOff(spec(target), true);

        assertThatThrownBy(() -> restoring(address).run()).hasMessageContaining("run db-snapshot recover");
        assertThat(restoring(address).plan().findings()).anyMatch(Finding::blocks);
        Undo undo = Undo.of(address).safetyFolder(here.resolve("safety")).journal(here.resolve("journal"));
        assertThatThrownBy(undo::run).hasMessageContaining("run db-snapshot recover");
        Recover recover = Recover.of(address, here.resolve("journal"));
        assertThat(recover.unfinished()).singleElement().asString().contains("in-place-replace");

        assertThat(recover.run()).singleElement().asString().contains("was taken back to safety snapshot");

        assertThat(tables(target)).isEqualTo("old");
        assertThat(Recover.of(spec(target), here.resolve("journal")).pending()).isEmpty();
        restoring(address).run();
        assertThat(tables(target)).isEqualTo("fresh");
        Undo.of(spec(target))
                .safetyFolder(here.resolve("safety"))
                .journal(here.resolve("journal"))
                .run();
        assertThat(tables(target)).isEqualTo("old");
    }

    @Test
    void whatWasBegunAtAnotherServerOfTheSameNameIsNotMeant() {
        PostgresServer other = PostgresServer.shared(16);
        other.run("postgres", "CREATE DATABASE " + target);
        other.run(target, "CREATE TABLE precious AS SELECT 1 AS i");
        ConnectionSpec tunnel = ConnectionSpec.builder()
                .dsn("postgresql://postgres@tunnel:5432/" + target)
                .build();
        Restore.of(archive, tunnel)
                .through(to(server))
                .options(SEVERAL)
                .safetyFolder(here.resolve("safety"))
                .run();
        assertThatThrownBy(() -> restoring(tunnel)
                        .through(to(server))
                        .options(SEVERAL)
                        .progress(HalfRestoredTest::fail)
                        .run())
                .isInstanceOf(OutOfMemoryError.class);

        Undo undo = Undo.of(tunnel).through(to(other)).safetyFolder(here.resolve("safety"));
        assertThatThrownBy(undo::run).hasMessageContaining("nothing to undo");
        assertThat(Recover.of(tunnel, here.resolve("journal"))
                        .through(to(other))
                        .run())
                .isEmpty();
        restoring(tunnel).through(to(other)).plan();
        assertThat(other.query(target, "SELECT count(*) FROM precious")).isEqualTo("1");

        assertThat(Recover.of(tunnel, here.resolve("journal"))
                        .through(to(server))
                        .run())
                .hasSize(1);
        other.dropDatabase(target);
    }

    @Test
    void whereNobodyMayAskTheAddressDecides() {
        server.run(
                target,
                "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC;"
                        + "REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC");
        ConnectionSpec owner = as("half_owner", target);
        breakOff(owner, true);

        assertThatThrownBy(() -> restoring(owner).run()).hasMessageContaining("run db-snapshot recover");
        assertThat(Recover.of(owner, here.resolve("journal")).run()).hasSize(1);

        assertThat(tables(target)).isEqualTo("old");
    }

    @Test
    void anUndoWhoseFirstTryFailedLeavesNothingOpen() {
        restoring(spec(target)).run();
        AtomicBoolean failed = new AtomicBoolean();
        Undo undo = Undo.of(spec(target))
                .strategy(RestoreStrategy.NO_ATOMIC, 1)
                .safetyFolder(here.resolve("safety"))
                .safetySnapshot(false)
                .journal(here.resolve("journal"))
                .progress(event -> {
                    if (event.equals(new Progress.PhaseStarted("check")) && failed.compareAndSet(false, true)) {
                        throw new SnapshotException(ErrorCode.PRIVILEGE, "an owner could not be given back");
                    }
                });

        undo.run();

        assertThat(failed).isTrue();
        assertThat(tables(target)).isEqualTo("old");
        assertThat(Recover.of(spec(target), here.resolve("journal")).pending()).isEmpty();
        Backup.of(spec(target)).toFile(here.resolve("whole.tar")).run();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void emptiedByHandItIsFilledAsAnyOther(int jobs) {
        breakOff(spec(target), false);
        server.run(target, "DROP TABLE fresh");

        Restore.of(archive, spec(target))
                .options(RestoreOptions.DEFAULT.withJobs(jobs))
                .journal(elsewhere.resolve("journal"))
                .run();

        assertThat(tables(target)).isEqualTo("fresh");
        Backup.of(spec(target)).toFile(here.resolve("whole.tar")).run();
    }

    @Test
    void aPlanMarksNothing() {
        String role = "ALTER ROLE postgres IN DATABASE " + target;
        String all = "ALTER DATABASE " + target;
        server.run("postgres", role + " SET application_name = 'a'; " + all + " SET application_name = 'b'");
        breakOff(spec(target), false);
        server.run("postgres", role + " RESET application_name; " + all + " RESET application_name");

        assertThat(restoring(spec(target)).plan().findings()).noneMatch(Finding::blocks);

        assertThat(server.query(
                        target,
                        "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d"
                                + " ON d.oid = s.setdatabase AND datname = current_database()"))
                .isEqualTo("0");
    }

    private void breakOff(ConnectionSpec spec, boolean safety) {
        assertThatThrownBy(() -> restoring(spec)
                        .options(SEVERAL.withSafetySnapshot(safety))
                        .progress(HalfRestoredTest::fail)
                        .run())
                .isInstanceOf(OutOfMemoryError.class);
    }

    /** As SIGKILL: an Error is nothing that anybody goes back for. */
    private static void fail(Progress.Event event) {
        if (event.equals(new Progress.PhaseStarted("check"))) {
            throw new OutOfMemoryError("as if it was killed");
        }
    }

    private Restore restoring(ConnectionSpec spec) {
        return Restore.of(archive, spec)
                .drop(true)
                .safetyFolder(here.resolve("safety"))
                .journal(here.resolve("journal"));
    }

    private static Transport to(PostgresServer server) {
        return (host, port, timeout) -> new Direct().connect(server.host(), server.port(), timeout);
    }

    private String tables(String database) {
        return server.query(
                database,
                "SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r'"
                        + " AND relnamespace = 'public'::regnamespace");
    }

    private ConnectionSpec as(String role, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).user(role).build();
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }

    private ConnectionSpec address(String database) {
        return ConnectionSpec.builder()
                .dsn("postgresql://postgres@127.0.0.1:" + server.port() + "/" + database)
                .build();
    }
}
