package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** PostgreSQL's own regression tests, out of its source package; see the profile {@code regression}. */
final class RegressionSource {

    /** The version whose tests they are. */
    static final int MAJOR = Integer.getInteger("dbsnapshot.regression.major", 15);

    private static final int SECONDS_FOR_A_FILE = 60;

    private RegressionSource() {}

    /**
     * Makes the database that these tests leave behind.
     *
     * @param tests their names, with blanks between; all if empty
     */
    static void make(PostgresServer server, String database, String tests) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                script().toString(),
                build().toString(),
                Integer.toString(MAJOR),
                server.host(),
                Integer.toString(server.port()),
                server.user(),
                database,
                psql().toString()));
        String source = System.getProperty("dbsnapshot.regression.source", "");
        if (!source.isEmpty()) {
            command.add(source);
        }
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("TESTS", tests);
        assertThat(builder.start().waitFor()).as("make-regression-database").isZero();
    }

    /** The files of all tests. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve("sql"))) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    /** Runs SQL as a test is run. Errors are not counted: tests make many on purpose. */
    static void run(PostgresServer server, String database, Path sql, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        psql().toString(),
                        "-X",
                        "-q",
                        "-h",
                        server.host(),
                        "-p",
                        Integer.toString(server.port()),
                        "-U",
                        server.user(),
                        "-d",
                        database,
                        "-f",
                        sql.toString())
                .directory(folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        String build = build().toString();
        builder.environment()
                .putAll(Map.of(
                        "PGTZ", "PST8PDT",
                        "PGDATESTYLE", "Postgres, MDY",
                        "PGOPTIONS", "-c intervalstyle=postgres_verbose",
                        "PG_ABS_SRCDIR", folder().toString(),
                        "PG_ABS_BUILDDIR", build,
                        "PG_LIBDIR", build,
                        "PG_DLSUFFIX", ".so"));
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(SECONDS_FOR_A_FILE, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static Path folder() throws IOException {
        String named = System.getProperty("dbsnapshot.regression.source", "");
        Path source = Path.of(named);
        if (named.isEmpty()) {
            try (Stream<Path> unpacked = Files.list(build())) {
                source = unpacked.filter(Files::isDirectory)
                        .filter(path -> path.getFileName().toString().startsWith("postgresql-" + MAJOR + "."))
                        .findFirst()
                        .orElseThrow();
            }
        }
        return source.resolve(Path.of("src", "test", "regress"));
    }

    private static Path build() {
        return Path.of(System.getProperty("dbsnapshot.regression.build")).toAbsolutePath();
    }

    /** Of the same version, or whatever there is: the tests' output does not matter. */
    private static Path psql() {
        Path own = RealPrograms.of(MAJOR).program("psql");
        return Files.isExecutable(own) ? own : Path.of("psql");
    }

    /** Surefire runs in the module's folder. */
    private static Path script() {
        return Path.of("..", "testdata", "src", "regression", "make-regression-database")
                .toAbsolutePath()
                .normalize();
    }
}
