package dev.dbsnapshot.cli;

import java.io.ByteArrayInputStream;
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
import java.util.stream.Stream;

/**
 * Loads the classes that commands need at their start, so that the build can put them into the class-data archive.
 * Nothing is listening where it tries to connect, and it writes only into a folder that it removes.
 */
final class ClassDataTraining {

    private ClassDataTraining() {}

    public static void main(String[] arguments) throws IOException {
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
            for (List<String> line : List.of(
                    List.of("--version"),
                    List.of("--help"),
                    List.of("list"),
                    List.of("list", "-o", "json"),
                    List.of("extract-version", "--file", "none.tar"),
                    List.of("inspect", "--file", "none.tar"),
                    List.of("create", "--dsn", "postgresql://nobody@127.0.0.1:1/none"))) {
                new Cli(surroundings).run(line.toArray(String[]::new));
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
