package dev.dbsnapshot.cli;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads the classes that commands need, so that the build can put them into the class-data archive. Where the build has
 * a server, it backs up and restores a small database there; it writes only into a folder that it removes.
 */
final class ClassDataTraining {

    /** What a backup and a restore need beyond that stands in these packages; there is no server here to run one. */
    private static final List<String> PREFIXES = List.of(
            "dev/dbsnapshot/",
            "org/postgresql/",
            "picocli/",
            "com/fasterxml/jackson/core/",
            "com/fasterxml/jackson/databind/",
            "org/apache/commons/compress/archivers/tar/",
            "org/slf4j/");

    private static final String CLASS = ".class";

    /** The environment variable with the URI of a database that may be destroyed. */
    private static final String SERVER = "DB_SNAPSHOT_TRAINING_DSN";

    private static final List<List<String>> WITHOUT_SERVER = List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("list"),
            List.of("list", "-o", "json"),
            List.of("extract-version", "--file", "none.tar"),
            List.of("inspect", "--file", "none.tar"),
            List.of("create", "--dsn", "postgresql://nobody@127.0.0.1:1/none"));

    private ClassDataTraining() {}

    /** What is made while code runs, for its lambdas above all, only a real backup and a real restore show. */
    private static void withServer(String dsn, Surroundings surroundings) {
        for (List<String> line : List.of(
                List.of("create", "--dsn", dsn, "--file", "a.tar"),
                List.of("create", "--dsn", dsn, "--file", "b.tar", "-q"),
                List.of("verify", "--file", "a.tar"),
                List.of("inspect", "--file", "a.tar"),
                List.of("extract-version", "--file", "a.tar"),
                List.of("restore", "--dsn", dsn, "--file", "a.tar", "--yes"),
                List.of("restore", "--dsn", dsn, "--file", "a.tar", "--drop", "--yes"),
                List.of("restore", "--dsn", dsn, "--file", "a.tar", "--drop", "--yes", "-j", "2", "--no-atomic"),
                swap(dsn))) {
            int code = new Cli(surroundings).run(line.toArray(String[]::new));
            if (code != ExitCode.SUCCESS.number()) {
                throw new IllegalStateException(line + " ended with " + code);
            }
        }
    }

    private static List<String> swap(String dsn) {
        String line = "restore --file a.tar --drop --yes --jobs 2 --strategy swap --drop-old --dsn";
        return Stream.concat(Stream.of(line.split(" ")), Stream.of(dsn)).toList();
    }

    private static void loadAll() throws IOException {
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (jar.endsWith(".jar")) {
                try (JarFile classes = new JarFile(jar)) {
                    classes.stream().map(JarEntry::getName).forEach(ClassDataTraining::load);
                }
            }
        }
    }

    private static void load(String entry) {
        if (!entry.endsWith(CLASS) || PREFIXES.stream().noneMatch(entry::startsWith)) {
            return;
        }
        try {
            String name = entry.substring(0, entry.length() - CLASS.length()).replace('/', '.');
            Class.forName(name, false, ClassDataTraining.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // An adapter to a library that is not there: nothing loads it later either.
        }
    }

    public static void main(String[] arguments) throws IOException {
        loadAll();
        Path folder = Files.createTempDirectory("db-snapshot");
        try {
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            Surroundings surroundings = new Surroundings(
                    Map.of(),
                    folder,
                    folder,
                    new ByteArrayInputStream(new byte[0]),
                    nowhere,
                    OutputStream.nullOutputStream(),
                    nowhere,
                    Tty.none(),
                    Clock.systemUTC());
            Files.createDirectories(folder.resolve(".poolside/snapshots"));
            new HeadStart().run();
            for (List<String> line : WITHOUT_SERVER) {
                new Cli(surroundings).run(line.toArray(String[]::new));
            }
            String dsn = System.getenv(SERVER);
            if (dsn != null) {
                withServer(dsn, surroundings);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
