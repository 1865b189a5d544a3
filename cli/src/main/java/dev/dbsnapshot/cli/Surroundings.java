package dev.dbsnapshot.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Everything outside that a command looks at, handed in so that tests can bring their own.
 *
 * @param environment the environment variables
 * @param home the person's home folder
 * @param workingDirectory what relative paths are relative to
 * @param in standard input
 * @param out standard output: data
 * @param bytes the same for data that is not UTF-8 text; unlike {@code out} it tells when it cannot be written
 * @param err standard error: progress, prompts, errors
 * @param tty the person's terminal, if there is one
 * @param clock for names of files
 */
record Surroundings(
        Map<String, String> environment,
        Path home,
        Path workingDirectory,
        InputStream in,
        PrintWriter out,
        OutputStream bytes,
        PrintWriter err,
        Tty tty,
        Clock clock) {

    /** Those of this process. Text is UTF-8 whatever the locale says. */
    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                home(System.getenv("HOME")),
                Path.of("").toAbsolutePath(),
                System.in,
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new FileOutputStream(FileDescriptor.out),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Tty.ofProcess(),
                Clock.systemUTC());
    }

    /** What {@code ~} means in a shell: HOME, which the JDK's user.home does not follow. */
    private static Path home(@Nullable String variable) {
        return Path.of(variable == null || variable.isEmpty() ? System.getProperty("user.home") : variable);
    }

    /** Colors only for a person at a terminal (picocli looks whether there is one) who did not switch them off. */
    CommandLine.Help.ColorScheme colors() {
        return CommandLine.Help.defaultColorScheme(plain() ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO);
    }

    /** Whether the person wants no colors ({@code NO_COLOR}) or has a terminal that can only print. */
    boolean plain() {
        return !environment.getOrDefault("NO_COLOR", "").isEmpty() || dumb();
    }

    /** Whether the terminal can only print. */
    boolean dumb() {
        return "dumb".equals(environment.get("TERM"));
    }

    /** The folder of the product, {@code ~/.poolside}. */
    Path productFolder() {
        return home.resolve(".poolside");
    }

    /** A path as the person typed it: relative to the working directory, {@code ~} for the home folder. */
    Path resolve(String typed) {
        if (typed.equals("~") || typed.startsWith("~/")) {
            return home.resolve(typed.length() > 2 ? typed.substring(2) : "");
        }
        return workingDirectory.resolve(typed);
    }
}
