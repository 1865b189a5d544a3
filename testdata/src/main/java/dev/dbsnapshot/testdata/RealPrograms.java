package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own pg_dump, pg_restore and psql of one major version, which our archives are compared with. They are
 * looked for, in this order, in the folder that the system property {@code dbsnapshot.pg.bin.N} or the environment
 * variable {@code DBSNAPSHOT_PG_BIN_N} names (N is the major version), where Debian, Red Hat and Homebrew put them, and
 * in PATH. Thread-safe.
 */
public final class RealPrograms {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)[^\\s]*)");

    private final int major;
    private final String version;
    private final Path folder;

    private RealPrograms(int major, String version, Path folder) {
        this.major = major;
        this.version = version;
        this.folder = folder;
    }

    /** The programs of this major version, if this machine has them. */
    public static Optional<RealPrograms> find(int major) {
        for (Path folder : candidates(major)) {
            Path dump = folder.resolve("pg_dump");
            if (Files.isExecutable(dump) && Files.isExecutable(folder.resolve("pg_restore"))) {
                Matcher matcher = VERSION.matcher(run(folder, List.of(dump.toString(), "--version"), Map.of())
                        .text());
                if (matcher.find() && Integer.parseInt(matcher.group(2)) == major) {
                    return Optional.of(new RealPrograms(major, matcher.group(1), folder));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The programs of this major version.
     *
     * @throws IllegalStateException if this machine does not have them; the message tells what to install
     */
    public static RealPrograms of(int major) {
        return find(major).orElseThrow(() -> new IllegalStateException(missing(major)));
    }

    /** What to do on a machine that does not have them. */
    public static String missing(int major) {
        return "pg_dump and pg_restore of PostgreSQL " + major + " are not on this machine: apt-get install"
                + " postgresql-client-" + major + ", or set DBSNAPSHOT_PG_BIN_" + major + " to the folder they are in";
    }

    /** The major versions whose programs this machine has, oldest first. */
    public static List<Integer> majors() {
        List<Integer> found = new ArrayList<>();
        for (int major = PostgresServer.OLDEST; major <= PostgresServer.NEWEST; major++) {
            if (find(major).isPresent()) {
                found.add(major);
            }
        }
        return found;
    }

    private static List<Path> candidates(int major) {
        List<Path> folders = new ArrayList<>();
        add(folders, System.getProperty("dbsnapshot.pg.bin." + major));
        add(folders, System.getenv("DBSNAPSHOT_PG_BIN_" + major));
        add(folders, "/usr/lib/postgresql/" + major + "/bin");
        add(folders, "/usr/pgsql-" + major + "/bin");
        add(folders, "/opt/homebrew/opt/postgresql@" + major + "/bin");
        add(folders, "/usr/local/opt/postgresql@" + major + "/bin");
        String path = System.getenv("PATH");
        if (path != null) {
            for (String folder : path.split(System.getProperty("path.separator"))) {
                add(folders, folder);
            }
        }
        return folders;
    }

    private static void add(List<Path> folders, @Nullable String folder) {
        if (folder != null && !folder.isBlank()) {
            folders.add(Path.of(folder));
        }
    }

    public int major() {
        return major;
    }

    /** The full version, for example {@code 15.18}. */
    public String version() {
        return version;
    }

    /** The path of a program of this version. */
    public Path program(String name) {
        return folder.resolve(name);
    }

    /** Runs a program of this version to its end, without any environment variable that it would listen to. */
    public Run run(String program, String... arguments) {
        return run(program, List.of(arguments), Map.of());
    }

    /** Runs a program of this version to its end, with these environment variables. */
    public Run run(String program, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve(program).toString());
        command.addAll(arguments);
        return run(folder, command, environment);
    }

    /** Runs pg_dump on a database; fails if it fails. */
    public Run dump(PostgresServer server, String database, String... arguments) {
        return onDatabase("pg_dump", server, database, arguments);
    }

    /** Restores an archive into a database with pg_restore, stopping at the first error; fails if it fails. */
    public Run restore(PostgresServer server, String database, Path archive, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--exit-on-error");
        all.add(archive.toString());
        return onDatabase("pg_restore", server, database, all.toArray(String[]::new));
    }

    private Run onDatabase(String program, PostgresServer server, String database, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--dbname", server.uri(database)));
        all.addAll(List.of(arguments));
        return run(program, all, Map.of()).orThrow();
    }

    private static Run run(Path folder, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> clean = builder.environment();
        clean.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANG"));
        clean.put("LC_ALL", "C.UTF-8");
        clean.put("TZ", "UTC");
        Path libraries = folder.resolveSibling("lib");
        if (Files.exists(libraries.resolve("libpq.so.5"))) {
            clean.put(
                    "LD_LIBRARY_PATH", libraries.toString()); // A build that was never installed where it was made for.
        }
        clean.putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<byte[]> errors = CompletableFuture.supplyAsync(() -> readAll(process));
            byte[] output = process.getInputStream().readAllBytes();
            return new Run(command, process.waitFor(), output, new String(errors.join(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.get(0) + " was running", e);
        }
    }

    private static byte[] readAll(Process process) {
        try {
            return process.getErrorStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "PostgreSQL %s in %s", version, folder);
    }

    /**
     * What a program left behind.
     *
     * @param command the command line
     * @param exit its exit code
     * @param stdout all it wrote there, byte for byte
     * @param stderr all it wrote there
     */
    @SuppressWarnings("ArrayRecordComponent") // Output may be no text at all; nobody compares runs.
    public record Run(List<String> command, int exit, byte[] stdout, String stderr) {

        /** Its standard output as UTF-8 text. */
        public String text() {
            return new String(stdout, StandardCharsets.UTF_8);
        }

        /** This, unless the program failed. */
        public Run orThrow() {
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + exit + ": " + stderr);
            }
            return this;
        }
    }
}
