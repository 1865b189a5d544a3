package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our archives: what the real pg_restore makes of them, what is left when something fails. */
class BackupTest {

    private static final int MAJOR = 15;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);
    private final RealPrograms programs = RealPrograms.of(MAJOR);

    @Test
    void pgRestoreRestoresOurArchiveAsItRestoresPgDumps() {
        String source = Samples.APPLICATION.createOn(server);
        Path theirs = folder.resolve("theirs.tar");
        programs.dump(server, source, "-Ft", "--no-owner", "--no-privileges", "-f", theirs.toString())
                .orThrow();

        BackupResult result =
                Backup.of(spec(source)).toFile(folder.resolve("ours.tar")).run();

        String expected = dump(restoredByPgRestore(theirs));
        assertThat(dump(restoredByPgRestore(result.file()))).isEqualTo(expected);
        String target = server.createDatabase();
        Restore.of(result.file(), spec(target)).run();
        assertThat(dump(target)).isEqualTo(expected);
        assertThat(Verify.of(result.file()).run().digestsChecked()).isTrue();
        assertThat(result.rows()).isPositive();
    }

    @Test
    void namesTheFileAfterTheSchemaVersionAndKeepsItForItsOwner() throws IOException {
        String source = server.createDatabase();
        server.run(
                source,
                "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
                        + "INSERT INTO schema_migrations VALUES (9, false), (10, true)");

        BackupResult result =
                Backup.of(spec(source)).toFolder(folder.resolve("new")).run();

        SchemaVersion expected = new SchemaVersion("10", true);
        assertThat(result.schemaVersion()).isEqualTo(expected);
        assertThat(result.file().getFileName().toString()).matches("db-snapshot-10-\\d{8}-\\d{6}\\.tar");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(result.file())))
                .isEqualTo("rw-------");
        assertThat(Snapshots.extractVersion(result.file())).isEqualTo(expected);
        assertThat(Snapshots.in(folder.resolve("new")).list()).singleElement().satisfies(info -> {
            assertThat(info.schemaVersion()).isEqualTo(expected);
            assertThat(info.own()).isTrue();
            assertThat(info.problem()).isNull();
        });
        assertThat(files(folder.resolve("new")))
                .containsExactly(result.file().getFileName().toString());
    }

    @Test
    void leavesNothingWhenTheServerEndsTheSessionTwice() throws IOException {
        String source = withOneTable();
        Progress killer = event -> {
            if ((event instanceof Progress.PhaseStarted phase && phase.phase().equals("finish"))
                    || event instanceof Progress.Note) {
                server.run(
                        source,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + source
                                + "' AND pid <> pg_backend_pid()");
            }
        };
        Backup backup = Backup.of(spec(source)).toFile(folder.resolve("x.tar")).progress(killer);

        assertThatThrownBy(backup::run).isInstanceOfSatisfying(SnapshotException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            assertThat(e.getMessage()).doesNotContain("\n");
        });
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void canBeInterrupted() throws IOException {
        String source = withOneTable();
        Progress interrupter = event -> {
            if (event instanceof Progress.MemberStarted) {
                Thread.currentThread().interrupt();
            }
        };
        Backup backup = Backup.of(spec(source)).toFile(folder.resolve("x.tar")).progress(interrupter);

        assertThatThrownBy(backup::run).isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void refusesASecondRunInTheSameFolder() {
        String source = withOneTable();
        Progress second = event -> {
            if (event instanceof Progress.MemberStarted) {
                Backup.of(spec(source)).toFolder(folder).run();
            }
        };
        Backup backup = Backup.of(spec(source)).toFolder(folder).progress(second);

        assertThatThrownBy(backup::run)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("another backup");
    }

    @Test
    void overwritesOnlyWhenForced() throws IOException {
        String source = withOneTable();
        Path file = Files.writeString(folder.resolve("x.tar"), "precious");
        Backup backup = Backup.of(spec(source)).toFile(file);

        assertThatThrownBy(backup::run).isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.CONFLICT));
        assertThat(file).hasContent("precious");

        backup.overwrite(true).run();
        assertThat(Verify.of(file).run().entries()).isPositive();
    }

    @Test
    void refusesAFolderAsFileAndAFolderThatIsNotThere() {
        String source = withOneTable();

        assertThatThrownBy(() -> Backup.of(spec(source)).toFile(folder).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> Backup.of(spec(source))
                        .toFile(folder.resolve("no/x.tar"))
                        .run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("is not there");
    }

    private String withOneTable() {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        return source;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private String restoredByPgRestore(Path archive) {
        String database = server.createDatabase();
        programs.restore(server, database, archive, "--no-owner", "--no-privileges")
                .orThrow();
        return database;
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
