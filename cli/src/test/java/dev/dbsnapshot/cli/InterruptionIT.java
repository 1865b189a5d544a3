package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a signal does to the command in a process of its own. */
class InterruptionIT {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private Path home;

    @Test
    void theFirstSignalCancelsCleanly() throws Exception {
        String database = SERVER.createDatabase();
        SERVER.run(database, "CREATE TABLE slow AS SELECT repeat('x', 1000) AS filler FROM generate_series(1, 200000)");
        Process process = start("create", "--dsn", SERVER.uri(database), "--dir", home.toString());
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("phase: data")) {
                    process.toHandle().destroy(); // SIGTERM, which is handled as Ctrl-C is.
                    break;
                }
            }
            String rest = lines.lines().collect(Collectors.joining("\n"));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(rest).isEqualTo(ExitCode.CANCELLED.number());
            assertThat(rest).contains("db-snapshot: the backup was cancelled").doesNotContain("Exception");
        }
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> !name.startsWith(".")))
                    .isEmpty();
        }
    }

    private Process start(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(Path.of("target", "dist", "bin", "db-snapshot")
                                .toAbsolutePath()
                                .toString()),
                        List.of(arguments).stream())
                .toList());
        builder.environment().put("HOME", home.resolve(".home").toString());
        return builder.redirectErrorStream(true).start();
    }
}
