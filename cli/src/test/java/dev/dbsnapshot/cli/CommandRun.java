package dev.dbsnapshot.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** One run of the command in this JVM, with surroundings of its own. */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs a command line in this home folder, without a terminal. */
    public static CommandRun in(Path home, String... arguments) {
        return in(home, Map.of(), "", arguments);
    }

    public static CommandRun in(Path home, Map<String, String> environment, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                environment,
                home,
                home,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out, false, StandardCharsets.UTF_8),
                out,
                new PrintWriter(err, true),
                Tty.none(),
                Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC));
        int code = new Cli(surroundings).run(arguments);
        surroundings.out().flush();
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString());
    }
}
