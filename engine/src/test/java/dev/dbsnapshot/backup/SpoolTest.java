package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has to wait for its place in the archive, with little memory and little disk. */
class SpoolTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static String database = "";

    @TempDir
    private Path folder;

    /** Three of the same size are not split for three sessions (nor is what is written as INSERTs): two wait for the first. */
    @BeforeAll
    static void fill() {
        database = LetterTables.fill(SERVER, List.of("a", "b", "c"), 60_000, 500);
    }

    @Test
    void whatDoesNotFitIntoMemoryWaitsInFilesThatAreGoneAfterwards() throws Exception {
        Process process = start("", 0);

        assertThat(said(process)).contains("done");
        assertThat(process.waitFor()).isZero();
        assertThat(files())
                .singleElement()
                .satisfies(file -> assertThat(Verify.of(file).run().entries()).isPositive());
    }

    /** A session dies when much of what it has read waits in a file: that is read again, and nothing of it is left. */
    @Test
    void whatWaitsInAFileIsTakenBackWhenItsSessionDies() throws Exception {
        Path undisturbed = folder.resolve("1.tar");
        Path file = folder.resolve("3.tar");
        Backup backup =
                Backup.of(ConnectionSpec.builder().dsn(SERVER.uri(database)).build());
        backup.jobs(1).toFile(undisturbed).run();
        AtomicBoolean killed = new AtomicBoolean();

        backup.jobs(3)
                .toFile(file)
                .rateLimit(60_000_000)
                .progress(event -> {
                    // Two of three tables wait; memory is full when 16 MiB of them do.
                    if (event instanceof Progress.BytesMoved moved
                            && moved.bytes() > 60_000_000
                            && !killed.getAndSet(true)) {
                        killWorkers();
                    }
                })
                .run();

        assertThat(killed).isTrue();
        assertThat(digests(file)).isEqualTo(digests(undisturbed));
        assertThat(Verify.of(file).run().entries()).isPositive();
        assertThat(files()).containsExactlyInAnyOrder(undisturbed, file);
    }

    private static void killWorkers() {
        SERVER.run(database, """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'db-snapshot%'
              AND backend_start > (SELECT min(backend_start) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE 'db-snapshot%')
            """);
    }

    private static List<String> digests(Path archive) {
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            return reader.manifest().orElseThrow().members().stream()
                    .filter(member -> member.name().endsWith(".dat") && member.rows() >= 0)
                    .map(Object::toString)
                    .toList();
        }
    }

    @Test
    void aFullDiskLeavesNothing() throws Exception {
        Process process = start("ulimit -f 30000; ", 0);

        assertThat(said(process)).contains("IO: cannot ").contains("File too large");
        assertThat(process.waitFor()).isEqualTo(7);
        assertThat(files()).isEmpty();
    }

    /** The archive itself has hardly begun: its first table takes very long, while the others fill what is beside it. */
    @Test
    void aDiskThatIsFullBesideTheArchiveLeavesNothing() throws Exception {
        String slow = SERVER.createDatabase();
        SERVER.run(slow, """
            CREATE ROLE sleeper LOGIN;
            CREATE FUNCTION sleepy(int) RETURNS bool LANGUAGE sql AS $$SELECT pg_sleep(600) IS NOT NULL$$;
            CREATE TABLE a (i int);
            INSERT INTO a VALUES (1);
            ALTER TABLE a ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON a USING (sleepy(i));
            CREATE TABLE b AS SELECT g, repeat('b', 500) AS t FROM generate_series(1, 60000) g;
            CREATE TABLE c AS SELECT g, repeat('c', 500) AS t FROM generate_series(1, 60000) g;
            GRANT SELECT ON a, b, c TO sleeper;
            """);

        Process process = start(
                "postgresql://sleeper@" + SERVER.host() + ":" + SERVER.port() + "/" + slow,
                "ulimit -f 40000; ",
                0,
                DumpFlag.ENABLE_ROW_SECURITY);

        assertThat(said(process))
                .contains("IO: cannot keep rows in a file beside the archive")
                .contains("File too large")
                .contains("--jobs 1");
        assertThat(process.waitFor()).isEqualTo(7);
        assertThat(files()).isEmpty();
        SERVER.run(slow, "DROP OWNED BY sleeper; DROP ROLE sleeper");
        SERVER.dropDatabase(slow);
    }

    @Test
    void whoIsKilledLeavesNothingButThePartialFileWhichTheNextRunRemoves() throws Exception {
        Process process = start("", 6_000_000);
        while (files().stream().noneMatch(file -> file.toString().endsWith(".partial") && size(file) > 3_000_000)) {
            assertThat(process.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        process.destroyForcibly().waitFor();

        assertThat(files())
                .allMatch(file ->
                        file.toString().endsWith(".partial") || file.toString().endsWith(".lock"));
        OneBackup.backup(SERVER.uri(database), folder.resolve("x.tar")).run();
        assertThat(files()).containsExactly(folder.resolve("x.tar"));
    }

    private Process start(String before, int bytesPerSecond) throws IOException {
        return start(SERVER.uri(database), before, bytesPerSecond, DumpFlag.INSERTS);
    }

    private Process start(String uri, String before, int bytesPerSecond, DumpFlag flag) throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        before + "exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneBackup.class.getName(),
                        uri,
                        folder.resolve("x.tar").toString(),
                        Integer.toString(bytesPerSecond),
                        flag.name())
                .redirectErrorStream(true)
                .start();
    }

    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** What runs in a process of its own. */
    static final class OneBackup {
        private OneBackup() {}

        static Backup backup(String uri, Path file) {
            return backup(uri, file, DumpFlag.INSERTS);
        }

        private static Backup backup(String uri, Path file, DumpFlag flag) {
            return Backup.of(ConnectionSpec.builder().dsn(uri).build())
                    .options(DumpOptions.DEFAULT.with(DumpFlag.INSERTS).with(flag))
                    .jobs(3)
                    .toFile(file);
        }

        public static void main(String[] arguments) {
            try {
                backup(arguments[0], Path.of(arguments[1]), DumpFlag.valueOf(arguments[3]))
                        .rateLimit(Long.parseLong(arguments[2]))
                        .run();
                System.out.println("done");
            } catch (SnapshotException e) {
                System.out.println(e.code() + ": " + e.getMessage());
                System.exit(7);
            }
        }
    }
}
