package dev.dbsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry and a member for each of many large objects, as archives of PostgreSQL 15 have them, in little memory. */
class LargeObjectsInLittleMemoryTest {

    private static final int AT_ONCE = 5000;

    private static final String CONTENT = """
        SELECT count(*) || ' ' || sum(pg_catalog.hashtextextended(oid || ' ' || encode(lo_get(oid), 'hex'), 0))
        FROM pg_largeobject_metadata\
        """;

    @TempDir
    private Path folder;

    /** What needs a kilobyte for each fails. */
    @Test
    void thirtyThousandTakeAHeapOfThirtyTwoMegabytes() throws Exception {
        passWith(30_000, 32);
    }

    @Test
    @Tag("long")
    void aHundredThousandTakeAHeapOfSixtyFourMegabytes() throws Exception {
        passWith(100_000, 64);
    }

    private void passWith(int objects, int mebibytes) throws Exception {
        PostgresServer server = PostgresServer.shared(15);
        String source = server.createDatabase();
        String target = server.createDatabase();
        // Each of them is a lock until the transaction ends.
        for (int made = 0; made < objects; made += AT_ONCE) {
            server.run(
                    source,
                    "SELECT count(lo_from_bytea(0, convert_to(repeat('content ' || i, i % 30), 'UTF8')))"
                            + " FROM generate_series(1, " + AT_ONCE + ") i");
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + mebibytes + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AllCommands.class.getName(),
                        server.uri(source),
                        server.uri(target),
                        folder.resolve("objects.tar").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said.strip()).endsWith("created\nverified\nlisted\nrestored\nrestored again");
        assertThat(process.waitFor()).isZero();
        assertThat(server.query(target, CONTENT)).startsWith(objects + " ").isEqualTo(server.query(source, CONTENT));
        server.dropDatabase(source);
        server.dropDatabase(target);
    }

    /** What runs with little memory. Arguments: the databases, and the file. */
    static final class AllCommands {
        private AllCommands() {}

        public static void main(String[] arguments) throws IOException {
            ConnectionSpec source = ConnectionSpec.builder().dsn(arguments[0]).build();
            ConnectionSpec target = ConnectionSpec.builder().dsn(arguments[1]).build();
            Path file = Path.of(arguments[2]);
            Backup.of(source).toFile(file).run();
            System.out.println("created");
            Verify.of(file).run();
            System.out.println("verified");
            Inspect.of(file).list(OutputStream.nullOutputStream());
            Inspect.of(file).sql(OutputStream.nullOutputStream());
            System.out.println("listed");
            Restore.of(file, target).run();
            System.out.println("restored");
            Restore.of(file, target)
                    .options(RestoreOptions.DEFAULT.withSelection(
                            RestoreSelection.EVERYTHING.withContent(RestoreSelection.Content.DATA)))
                    .confirm(preview -> true)
                    .run();
            System.out.println("restored again");
        }
    }
}
