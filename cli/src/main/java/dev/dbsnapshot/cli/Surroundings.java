package dev.dbsnapshot.cli;

import java.io.Console;
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
 * @param console the terminal, or {@code null} where standard input is none
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
        @Nullable Console console,
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
                System.console(),
                Clock.systemUTC());
    }

    /** What {@code ~} means in a shell: HOME, which the JDK's user.home does not follow. */
    private static Path home(@Nullable String variable) {
        return Path.of(variable == null || variable.isEmpty() ? System.getProperty("user.home") : variable);
    }

    /** Colors only for a person at a terminal who did not switch them off. */
    CommandLine.Help.ColorScheme colors() {
        boolean plain = console == null
                || !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(environment.get("TERM"));
        return CommandLine.Help.defaultColorScheme(plain ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO);
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
