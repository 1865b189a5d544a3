package dev.dbsnapshot.restore.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.UndoPreview;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore is undone: by the database that a swap kept, or by the safety snapshot. */
class UndoTest {

    private static final RestoreOptions DROP = RestoreOptions.DEFAULT.withDrop(true);

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(15);
    private Path archive = Path.of("");
    private String target = "";

    @BeforeEach
    void aTargetThatDiffersFromTheArchive() {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE fresh AS SELECT generate_series(1, 1000) AS i");
        archive = Backup.of(spec(source)).toFile(folder.resolve("x.tar")).run().file();
        target = server.createDatabase();
        server.run(target, "CREATE TABLE old AS SELECT generate_series(1, 5) AS i");
    }

    @Test
    void aSwapIsSwappedBackAndForth() {
        Restore.of(archive, spec(target))
                .options(DROP.withStrategy(RestoreStrategy.SWAP))
                .run();
        assertThat(tables()).isEqualTo("fresh");
        UndoPreview plan = undo().plan();
        assertThat(plan.way()).isEqualTo(UndoPreview.Way.SWAP_BACK);
        assertThat(undo().kept()).containsExactly(plan.from());

        undo().run();
        assertThat(tables()).isEqualTo("old");
        assertThat(undo().kept()).hasSize(1).doesNotContain(plan.from());

        undo().run();
        assertThat(tables()).isEqualTo("fresh");
        assertThat(undo().dropKept()).hasSize(1);
        assertThat(undo().kept()).isEmpty();
        assertThatThrownBy(() -> undo().run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("nothing to undo");
    }

    @Test
    void aRestoreInPlaceIsUndoneByItsSafetySnapshot() {
        Restore.of(archive, spec(target)).options(DROP).safetyFolder(safety()).run();
        assertThat(tables()).isEqualTo("fresh");
        assertThat(undo().plan().way()).isEqualTo(UndoPreview.Way.SAFETY_SNAPSHOT);
        assertThat(Snapshots.in(folder).list()).hasSize(1); // The archive, and no safety snapshot.

        undo().run();

        assertThat(tables()).isEqualTo("old");
    }

    @Test
    void aRestoreThatChangedNothingIsNotTheLastOne() {
        Restore.of(archive, spec(target)).options(DROP).safetyFolder(safety()).run();
        Restore fails = Restore.of(archive, spec(target))
                .options(DROP)
                .safetyFolder(safety())
                .progress(event -> {
                    if (event.equals(new Progress.PhaseStarted("data"))) {
                        throw new SnapshotException(ErrorCode.SERVER, "no more");
                    }
                });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(fails::run)
                    .isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.unchanged())
                            .isTrue())
                    .hasMessageStartingWith("no more; nothing was changed");
        }

        undo().run();

        assertThat(tables()).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "undo_owner"})
    void ownersAndPrivilegesComeBackToo(String role) {
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE undo_owner LOGIN; CREATE ROLE undo_reader;"
                        + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        server.run("postgres", "ALTER DATABASE " + target + " OWNER TO undo_owner");
        server.run(
                target,
                "ALTER TABLE old OWNER TO undo_owner; GRANT SELECT ON old TO undo_reader;"
                        + " GRANT ALL ON SCHEMA public TO undo_owner");
        String before = "SELECT relowner::regrole || ' ' || relacl::text FROM pg_class WHERE relname = 'old'";
        String wanted = server.query(target, before);
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri(target)).user(role).build();

        Restore.of(archive, spec).options(DROP).safetyFolder(safety()).run();
        Undo.of(spec).safetyFolder(safety()).run();

        assertThat(server.query(target, before)).isEqualTo(wanted);
        AtomicInteger failures = new AtomicInteger(1);
        assertThatThrownBy(() -> Restore.of(archive, spec)
                        .options(DROP.withStrategy(RestoreStrategy.NO_ATOMIC))
                        .safetyFolder(safety())
                        .progress(event -> {
                            if (event.equals(new Progress.PhaseStarted("check")) && failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("no more");
                            }
                        })
                        .run())
                .hasMessageContaining("no more")
                .hasMessageContaining("taken back to its safety snapshot");
        assertThat(server.query(target, before)).isEqualTo(wanted);
    }

    @Test
    void itWorksAsAnotherRoleAndKeepsNothingIfSoWished() throws IOException {
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE undo_group; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                        + "DO $$ BEGIN CREATE ROLE undo_member LOGIN NOINHERIT IN ROLE undo_group;"
                        + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        target = server.createDatabase("OWNER undo_group");
        server.run(
                target,
                "ALTER SCHEMA public OWNER TO undo_group; SET ROLE undo_group;"
                        + "CREATE TABLE old AS SELECT generate_series(1, 5) AS i");
        ConnectionSpec member = ConnectionSpec.builder()
                .dsn(server.uri(target))
                .user("undo_member")
                .build();
        Restore.of(archive, member)
                .options(DROP.withSelection(RestoreSelection.EVERYTHING.withRole("undo_group")))
                .safetyFolder(safety())
                .run();
        assertThat(tables()).isEqualTo("fresh");
        Undo undo = Undo.of(member).safetyFolder(safety());
        assertThatThrownBy(undo::run).isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.PRIVILEGE));
        assertThat(tables()).isEqualTo("fresh");

        undo.role("undo_group").safetySnapshot(false).run();

        assertThat(tables()).isEqualTo("old");
        assertThat(server.query(target, "SELECT relowner::regrole FROM pg_class WHERE relname = 'old'"))
                .isEqualTo("undo_group");
        try (Stream<Path> files = Files.walk(safety())) {
            assertThat(files.filter(file -> file.toString().endsWith(".tar"))).hasSize(1);
        }
    }

    @Test
    void aSafetySnapshotOfTheSameSecondStays() throws IOException {
        Restore restore = Restore.of(archive, spec(target)).options(DROP).safetyFolder(safety());
        restore.run();
        Path first;
        try (Stream<Path> files = Files.walk(safety())) {
            first = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        List<Path> taken = new ArrayList<>();
        for (int seconds = 0; seconds < 60; seconds++) {
            Path other = first.resolveSibling("before-restore-"
                    + DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT)
                            .withZone(ZoneOffset.UTC)
                            .format(Instant.now().plusSeconds(seconds))
                    + ".tar");
            taken.add(Files.writeString(other, "of another restore"));
        }

        restore.run();

        assertThat(taken).allSatisfy(other -> assertThat(other).hasContent("of another restore"));
        undo().run();
        assertThat(tables()).isEqualTo("fresh");
    }

    @Test
    void whatIsLeftOfASafetySnapshotWhoseProcessWasKilledGoesWithTheNextOne() throws IOException {
        Restore restore = Restore.of(archive, spec(target)).options(DROP).safetyFolder(safety());
        restore.run();
        Path whole;
        try (Stream<Path> files = Files.walk(safety())) {
            whole = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        Path partial = Files.createFile(whole.resolveSibling("before-restore-20260101-000000.tar.partial"));
        Path foreign = Files.createFile(whole.resolveSibling("download.tar.partial"));

        restore.run();

        assertThat(partial).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void nobodyNeedsASafetySnapshot() {
        Restore.of(archive, spec(target))
                .options(DROP.withSafetySnapshot(false))
                .safetyFolder(safety())
                .run();

        assertThat(tables()).isEqualTo("fresh");
        assertThatThrownBy(() -> undo().plan()).hasMessageContaining("nothing to undo");
    }

    @ParameterizedTest
    @EnumSource(RestoreStrategy.class)
    void nothingLeadsPastARestoreThatKeptNothing(RestoreStrategy first) {
        Restore restore = Restore.of(archive, spec(target)).safetyFolder(safety());
        restore.options(DROP.withStrategy(first)).run();
        UndoPreview back = undo().plan();
        nextSecond();
        server.run(target, "CREATE TABLE later ()");
        restore.options(DROP.withSafetySnapshot(false)).run();

        assertThatThrownBy(() -> undo().run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("cannot be taken back to what it was before the last restore")
                .hasMessageContaining(back.from());
        assertThat(tables()).isEqualTo("fresh");

        nextSecond();
        server.run(target, "CREATE TABLE later ()");
        restore.options(DROP).run();
        undo().run();
        assertThat(tables()).isEqualTo("fresh,later");
    }

    @Test
    void norPastASwapWhoseOldDatabaseWasDropped() {
        Restore restore = Restore.of(archive, spec(target)).safetyFolder(safety());
        restore.options(DROP).run();
        nextSecond();
        restore.options(DROP.withStrategy(RestoreStrategy.SWAP)).run();

        assertThat(undo().dropKept()).hasSize(1);

        assertThatThrownBy(() -> undo().run()).hasMessageContaining("nothing is kept of that");
    }

    /** What is kept is named by the second. */
    private static void nextSecond() {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (Instant.now().isBefore(second)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void severalTransactionsThatFailGoBackToTheSafetySnapshot() {
        RestoreOptions options = DROP.withStrategy(RestoreStrategy.NO_ATOMIC).withJobs(2);
        assertThatThrownBy(
                        () -> Restore.of(archive, spec(target)).options(options).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("--no-safety-snapshot");
        String source = server.createDatabase();
        server.run(
                source,
                "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int); "
                        + "ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES parent NOT VALID");
        server.run(
                source,
                "SET session_replication_role = replica; INSERT INTO child VALUES (1);"
                        + "UPDATE pg_constraint SET convalidated = true WHERE conrelid = 'child'::regclass");
        Path broken = Backup.of(spec(source))
                .toFile(folder.resolve("broken.tar"))
                .run()
                .file();

        assertThatThrownBy(() -> Restore.of(broken, spec(target))
                        .options(options)
                        .safetyFolder(safety())
                        .run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("FK CONSTRAINT public.child")
                .hasMessageContaining("taken back to its safety snapshot");
        assertThat(tables()).isEqualTo("old");

        Restore.of(archive, spec(target))
                .options(options)
                .safetyFolder(safety())
                .run();
        assertThat(tables()).isEqualTo("fresh");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsHalfRestoredWithoutAWayBackIsRestoredAgain(boolean safetySnapshot) throws IOException {
        Path journal = folder.resolve("journal");
        Restore restore = Restore.of(archive, spec(target))
                .options(DROP.withStrategy(RestoreStrategy.NO_ATOMIC).withSafetySnapshot(safetySnapshot))
                .safetyFolder(safety())
                .journal(journal);
        Progress fails = event -> {
            if (event.equals(new Progress.PhaseStarted("drop"))) {
                deleteAll(safety());
                throw new IllegalStateException("no more");
            }
        };

        assertThatThrownBy(() -> restore.progress(fails).run()).hasMessageContaining("is restored in part");
        Recover recover = Recover.of(spec(target), journal);
        assertThat(recover.pending()).hasSize(1);
        assertThatThrownBy(recover::run)
                .hasMessageContaining(safetySnapshot ? "is not there: put it back" : "nobody wanted a safety snapshot")
                .hasMessageEndingWith("with --drop");
        assertThatThrownBy(recover::requireWhole).hasMessageContaining("is not backed up");
        recover.requireWhole(true);
        assertThatThrownBy(() -> Backup.of(spec(target))
                        .toFile(folder.resolve("half.tar"))
                        .run())
                .hasMessageContaining("is not backed up");
        assertThatThrownBy(() -> restore.drop(false).run()).hasMessageContaining("run db-snapshot recover");

        assertThat(restore.plan().findings()).noneMatch(Finding::blocks);
        restore.run();
        assertThat(recover.pending()).isEmpty();
        recover.requireWhole();
        Backup.of(spec(target)).toFile(folder.resolve("whole.tar")).run();
        assertThat(tables()).isEqualTo("fresh");
    }

    private static void deleteAll(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).toList().forEach(file -> {
                if (!file.toFile().delete()) {
                    throw new IllegalStateException(file + " stays");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anOwnerNeedsNoSuperuserForSeveralTransactions() {
        server.run(
                "postgres",
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'undo_owner') THEN"
                        + " CREATE ROLE undo_owner LOGIN; END IF; END $$");
        target = server.createDatabase("OWNER undo_owner");
        server.run(
                target,
                "ALTER SCHEMA public OWNER TO undo_owner; SET ROLE undo_owner;"
                        + "CREATE TABLE old (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                        + "CREATE TABLE part PARTITION OF old FOR VALUES FROM (0) TO (9);"
                        + "CREATE VIEW seen AS SELECT * FROM old; SELECT lo_create(0) FROM generate_series(1, 2500)");
        ConnectionSpec owner = ConnectionSpec.builder()
                .dsn(server.uri(target))
                .user("undo_owner")
                .build();

        Restore.of(archive, owner)
                .options(DROP.withStrategy(RestoreStrategy.NO_ATOMIC).withJobs(2))
                .safetyFolder(safety())
                .run();

        assertThat(tables()).isEqualTo("fresh");
        assertThat(server.query(target, "SELECT count(*) FROM pg_largeobject_metadata"))
                .isEqualTo("0");
        Undo.of(owner).safetyFolder(safety()).run();
        assertThat(tables()).isEqualTo("part");
        assertThat(server.query(target, "SELECT count(*) FROM pg_largeobject_metadata"))
                .isEqualTo("2500");
    }

    private Undo undo() {
        return Undo.of(spec(target)).safetyFolder(safety()).journal(folder.resolve("journal"));
    }

    private Path safety() {
        return folder.resolve("safety");
    }

    private String tables() {
        return server.query(
                target,
                "SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r'"
                        + " AND relnamespace = 'public'::regnamespace");
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
