package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.TocEntry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Constraints may read other tables, which other sessions of the same restore are loading. */
class CrewLocksTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @Test
    void aTableThatTheRowsOfAnotherReadIsLoadedThoughLocksAreNotWaitedForLong() {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE read (i int, t text);
            CREATE FUNCTION slow() RETURNS boolean LANGUAGE plpgsql AS
                $$BEGIN PERFORM 1 FROM public.read LIMIT 1; PERFORM pg_sleep(0.01); RETURN true; END$$;
            ALTER TABLE read ALTER t SET STORAGE EXTERNAL;
            INSERT INTO read SELECT i, repeat('x', 15000) FROM generate_series(1, 100) i;
            CREATE TABLE other AS SELECT i, repeat('x', 20000) FROM generate_series(1, 100) i;
            CREATE TABLE reads (i int, t text);
            INSERT INTO reads SELECT i, repeat('x', 15000) FROM generate_series(1, 200) i;
            ALTER TABLE reads ADD CHECK (slow());
            """);
        Path archive = folder.resolve("x.tar");
        Backup.of(spec(database)).toFile(archive).run();
        String empty = server.createDatabase();

        Restore.of(archive, spec(empty))
                .options(RestoreOptions.DEFAULT.withJobs(2).withLockTimeout(Duration.ofMillis(300)))
                .run();

        assertThat(server.query(empty, "SELECT count(*) FROM read")).isEqualTo("100");
        assertThat(server.query(empty, "SELECT count(*) FROM reads")).isEqualTo("200");
    }

    @Test
    void aTableThatSomebodyReadsAlreadyIsLoadedAllTheSame() throws SQLException {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE read (i int, t text);
            INSERT INTO read SELECT i, repeat('x', 1000) FROM generate_series(1, 2000) i;
            """);
        Path archive = folder.resolve("x.tar");
        Backup.of(spec(database)).toFile(archive).run();
        String empty = server.createDatabase();

        try (Connection connection = server.connect(empty);
                Statement reader = connection.createStatement()) {
            connection.setAutoCommit(false);
            Restore.of(archive, spec(empty))
                    .options(RestoreOptions.DEFAULT.withJobs(2).withLockTimeout(Duration.ofMillis(300)))
                    .progress(event -> {
                        if (event instanceof Progress.MemberStarted) {
                            read(reader);
                        }
                    })
                    .run();
        }

        assertThat(server.query(empty, "SELECT count(*) FROM read")).isEqualTo("2000");
    }

    private static void read(Statement reader) {
        try {
            reader.execute("SELECT FROM read");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void entriesThatWaitForEachOtherAreNamed() {
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (i int); CREATE INDEX one ON t (i); CREATE INDEX two ON t (i)");
        Path archive = folder.resolve("x.tar");
        Backup.of(spec(database)).toFile(archive).run();
        Path circular = ChangedArchive.copy(archive, CrewLocksTest::waitingForEachOther, "");
        String empty = server.createDatabase();

        assertThatThrownBy(() -> Restore.of(circular, spec(empty))
                        .options(RestoreOptions.DEFAULT.withJobs(2))
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE))
                .hasMessageContaining("INDEX public.one")
                .hasMessageContaining("is empty again");
        Restore.of(circular, spec(empty)).run();
    }

    private static List<TocEntry> waitingForEachOther(List<TocEntry> entries) {
        List<TocEntry> indexes =
                entries.stream().filter(entry -> entry.desc().equals("INDEX")).toList();
        return entries.stream()
                .map(entry -> indexes.contains(entry)
                        ? entry.toBuilder()
                                .dependencies(indexes.stream()
                                        .filter(other -> !other.equals(entry))
                                        .map(TocEntry::dumpId)
                                        .toList())
                                .build()
                        : entry)
                .toList();
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
