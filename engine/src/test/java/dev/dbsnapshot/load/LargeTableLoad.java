package dev.dbsnapshot.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table of 5 GB through processes with a heap of 128 MB. Takes minutes and 16 GB of disk, and so is not part of the
 * build: {@code mvn -Pload verify}. What it prints, time and peak of resident memory, is for people.
 */
class LargeTableLoad {

    private static final long ROWS = 5_250_000;

    @TempDir
    private Path folder;

    @Test
    void memoryDoesNotDependOnTheSizeOfATable() throws IOException, InterruptedException {
        PostgresServer server = PostgresServer.shared(15);
        String source = server.createDatabase();
        server.run(
                source,
                "CREATE UNLOGGED TABLE big AS SELECT g AS id, repeat(md5(g::text), 31) AS t"
                        + " FROM generate_series(1::bigint, " + ROWS + ") g");
        Path file = folder.resolve("big.tar");
        run("backup", server.uri(source), file);
        assertThat(Files.size(file)).isGreaterThan(5_000_000_000L);
        server.dropDatabase(source);

        String target = server.createDatabase();
        run("restore", server.uri(target), file);
        assertThat(server.query(target, "SELECT count(*) || ' ' || max(id) FROM big"))
                .isEqualTo(ROWS + " " + ROWS);
        server.dropDatabase(target);
    }

    private static void run(String what, String uri, Path file) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneRun.class.getName(),
                        what,
                        uri,
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.printf("%s: %s, %d s%n", what, output.strip(), (System.nanoTime() - started) / 1_000_000_000);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** What runs in the small process. */
    static final class OneRun {
        private OneRun() {}

        public static void main(String[] arguments) throws IOException {
            ConnectionSpec spec = ConnectionSpec.builder().dsn(arguments[1]).build();
            Path file = Path.of(arguments[2]);
            if (arguments[0].equals("backup")) {
                Backup.of(spec).toFile(file).run();
            } else {
                Restore.of(file, spec).run();
            }
            Path status = Path.of("/proc/self/status");
            List<String> lines = Files.exists(status) ? Files.readAllLines(status) : List.of("VmHWM: unknown");
            lines.stream().filter(line -> line.startsWith("VmHWM")).forEach(System.out::println);
        }
    }
}
