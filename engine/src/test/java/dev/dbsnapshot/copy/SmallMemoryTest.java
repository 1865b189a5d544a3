package dev.dbsnapshot.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SmallMemoryTest {

    @Test
    void whatIsCopiedNeedNotFitIntoMemory() throws IOException, InterruptedException {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (s text)");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallMemory.class.getName(),
                        server.uri(database))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.strip())
                .endsWith(new Copied(1, 100_000_001) + " " + new Copied(150_000, 150_000_000) + " "
                        + new Copied(1, 100_000_001));
        assertThat(process.waitFor()).isZero();
        assertThat(server.query(database, "SELECT length(s) FROM t")).isEqualTo("100000000");
        server.run(database, "TRUNCATE t");
    }
}
