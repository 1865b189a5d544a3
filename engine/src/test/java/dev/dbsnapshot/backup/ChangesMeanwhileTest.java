package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others change a table while it is backed up: the archive holds what the snapshot shows, or there is none. */
class ChangesMeanwhileTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final int ROWS = 60_000;

    private String database = "";

    @TempDir
    private Path folder;

    /** Large enough for several parts where several sessions read. */
    @BeforeEach
    void fill() {
        database = SERVER.createDatabase();
        SERVER.run(
                database, "CREATE TABLE t AS SELECT g AS id, repeat('x', 300) AS x FROM generate_series(1, 60000) g");
    }

    @AfterEach
    void drop() {
        SERVER.dropDatabase(database);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatIsAddedIsNotInIt(int jobs) {
        BackupResult result = backUp(
                jobs,
                Progress.BytesMoved.class::isInstance,
                () -> SERVER.run(
                        database, "INSERT INTO t SELECT g, repeat('y', 300) FROM generate_series(1, 60000) g"));

        assertThat(result.rows()).isEqualTo(ROWS);
        assertThat(Verify.of(result.file()).run().entries()).isPositive();
        assertThat(SERVER.query(database, "SELECT count(*) FROM t")).isEqualTo("120000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatIsDeletedAndUpdatedIsInItAsItWas(int jobs) {
        BackupResult result = backUp(jobs, Progress.BytesMoved.class::isInstance, () -> {
            SERVER.run(database, "DELETE FROM t WHERE id % 2 = 0; UPDATE t SET x = 'short'");
            SERVER.run(database, "VACUUM t");
        });

        assertThat(result.rows()).isEqualTo(ROWS);
        assertThat(result.bytes()).isGreaterThan(300L * ROWS);
    }

    /** The locks let nobody in before the end. */
    @ParameterizedTest
    @ValueSource(
            strings = {"TRUNCATE t", "DROP TABLE t; CREATE TABLE t (other text)", "ALTER TABLE t ALTER id TYPE bigint"})
    void whoeverReplacesTheTableWaits(String change) throws InterruptedException {
        Thread other = new Thread(() -> SERVER.run(database, change));
        BackupResult result = backUp(4, Progress.Note.class::isInstance, () -> {
            other.start();
            awaitWaiting();
        });
        other.join();

        assertThat(result.rows()).isEqualTo(ROWS);
        assertThat(Verify.of(result.file()).run().entries()).isPositive();
    }

    /** After TRUNCATE, an older snapshot shows no rows, and no error; pg_dump then writes an empty table. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE t",
                "BEGIN; TRUNCATE t; INSERT INTO t VALUES (1, 'new'); COMMIT",
                "ALTER TABLE t ALTER id TYPE bigint",
                "DROP TABLE t; CREATE TABLE t (other text)"
            })
    void whoeverReplacesTheTableBeforeItIsLockedMakesItFail(String change) {
        assertThatThrownBy(() -> backUp(4, this::hasSnapshotOnly, () -> SERVER.run(database, change)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("public.t")
                .hasMessageContaining("try again");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whoeverDropsTheTableBeforeItIsLockedMakesItFail() {
        assertThatThrownBy(() -> backUp(4, this::hasSnapshotOnly, () -> SERVER.run(database, "DROP TABLE t")))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("cannot lock the tables")
                .hasMessageContaining("try again");
        assertThat(folder).isEmptyDirectory();
    }

    private boolean hasSnapshotOnly(Progress.Event event) {
        return event instanceof Progress.PhaseStarted started && started.phase().equals("schema");
    }

    /** A backup during which something happens once. */
    private BackupResult backUp(int jobs, Predicate<Progress.Event> moment, Runnable change) {
        AtomicBoolean changed = new AtomicBoolean();
        return Backup.of(ConnectionSpec.builder().dsn(SERVER.uri(database)).build())
                .jobs(jobs)
                .progress(event -> {
                    if (moment.test(event) && !changed.getAndSet(true)) {
                        change.run();
                    }
                })
                .toFile(folder.resolve("x.tar"))
                .run();
    }

    private void awaitWaiting() {
        String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        while (SERVER.query(database, waiting).equals("0")) {
            Thread.onSpinWait();
        }
    }
}
