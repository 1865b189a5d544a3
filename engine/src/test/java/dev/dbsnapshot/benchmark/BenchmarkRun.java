package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a benchmark of whole commands is asked for, and where it leaves its files until it ends.
 *
 * @param launcher our command
 * @param rounds how often each way is taken
 * @param megabytes how much data, about
 * @param wanted the names of the parts to run; empty for all
 * @param folder for archives
 */
record BenchmarkRun(Path launcher, int rounds, int megabytes, List<String> wanted, Path folder)
        implements AutoCloseable {

    /** A part of a benchmark, which may fail in any way. */
    interface Part {
        void run() throws Exception;
    }

    /** From the folder of the command (bin, lib), how many rounds, how many megabytes, and the names of parts. */
    static BenchmarkRun of(String[] arguments, int rounds, int megabytes) throws IOException {
        return new BenchmarkRun(
                Path.of(arguments[0], "bin", "db-snapshot").toAbsolutePath(),
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : rounds,
                arguments.length > 2 ? Integer.parseInt(arguments[2]) : megabytes,
                List.of(arguments).subList(Math.min(3, arguments.length), arguments.length),
                Files.createTempDirectory("benchmark"));
    }

    /** A line that says what was measured, on what, and when. */
    void title(PostgresServer server, RealPrograms programs, PrintStream out) {
        out.printf(
                "%s, Linux %s, %d processors, Java %s, PostgreSQL %s, its programs %s, median of %d%n",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                server.query("postgres", "SHOW server_version"),
                programs.version(),
                rounds);
    }

    /** Runs what is wanted of these, in their order. */
    void parts(Map<String, Part> parts) throws Exception {
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (wanted.isEmpty() || wanted.contains(part.getKey())) {
                part.getValue().run();
            }
        }
    }

    static double median(List<MeasuredProgram> runs, ToDoubleFunction<MeasuredProgram> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Throws the archives away. */
    void empty() throws IOException {
        close();
        Files.createDirectory(folder);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
