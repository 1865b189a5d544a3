package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that takes no more bytes. The limit of a process on the size of its files stands in for it: both fail a write. */
class DiskFullTest {

    private static final int LIMIT_IN_KIBIBYTES = 256;

    @TempDir
    private Path folder;

    /** Where the rows go, and where the table of contents goes, which another thread writes meanwhile. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE big AS SELECT repeat('x', 1000) AS t FROM generate_series(1, 5000)",
                "CREATE TABLE told AS SELECT 1 AS one; DO $$ BEGIN EXECUTE format('COMMENT ON TABLE told IS %L',"
                        + " repeat('x', 1000000)); END $$"
            })
    void saysItInOneLineAndLeavesNothing(String contents) throws IOException, InterruptedException {
        PostgresServer server = PostgresServer.shared(15);
        String source = server.createDatabase();
        server.run(source, contents);
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f " + LIMIT_IN_KIBIBYTES * 2 + "; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneBackup.class.getName(),
                        server.uri(source),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(7);
        assertThat(output.lines().filter(line -> line.startsWith("IO: ")))
                .singleElement()
                .asString()
                .contains("cannot write")
                .contains("File too large");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    /** What runs in the limited process. */
    static final class OneBackup {
        private OneBackup() {}

        public static void main(String[] arguments) {
            try {
                Backup.of(ConnectionSpec.builder().dsn(arguments[0]).build())
                        .toFolder(Path.of(arguments[1]))
                        .run();
            } catch (SnapshotException e) {
                System.out.println(e.code() + ": " + e.getMessage());
                System.exit(7);
            }
        }
    }
}
