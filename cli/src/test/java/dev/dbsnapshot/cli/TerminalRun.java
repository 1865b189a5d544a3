package dev.dbsnapshot.cli;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.builtins.ScreenTerminal;

/** One run of the command in a process and a pseudo-terminal of its own, with a screen to look at and keys to press. */
final class TerminalRun implements AutoCloseable {

    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 50;

    private final PtyProcess process;
    private final ScreenTerminal screen;
    private final StringBuilder output = new StringBuilder();
    private final Thread reader;
    private boolean over;

    private TerminalRun(PtyProcess process, int columns) {
        this.process = process;
        this.screen = new ScreenTerminal(columns, ROWS);
        this.reader = new Thread(this::read, "pseudo-terminal");
        reader.start();
    }

    static TerminalRun in(Path home, String... arguments) {
        return in(home, Map.of(), 120, arguments);
    }

    static TerminalRun in(Path home, Map<String, String> environment, int columns, String... arguments) {
        return run(home, environment, columns, List.of(), arguments);
    }

    /** Standard input is something else. */
    static TerminalRun withoutKeyboard(Path home, String... arguments) {
        return run(home, Map.of(), 120, List.of("/bin/sh", "-c", "exec \"$@\" < /dev/null", "sh"), arguments);
    }

    private static TerminalRun run(
            Path home, Map<String, String> environment, int columns, List<String> around, String... arguments) {
        List<String> line = new ArrayList<>(around);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(Map.of("HOME", home.toString(), "TERM", "xterm-256color"));
        all.put("PATH", System.getenv("PATH"));
        all.put("LC_ALL", "C.UTF-8");
        all.putAll(environment);
        try {
            return new TerminalRun(
                    new PtyProcessBuilder(line.toArray(String[]::new))
                            .setEnvironment(all)
                            .setDirectory(home.toString())
                            .setInitialColumns(columns)
                            .setInitialRows(ROWS)
                            .start(),
                    columns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        char[] piece = new char[4096];
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                append(new String(piece, 0, count));
            }
        } catch (IOException e) {
            append("\n[" + e + "]\n"); // Linux reports the end of a pseudo-terminal as an error.
        }
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }

    private synchronized void append(String text) {
        output.append(text);
        screen.write(text);
        notifyAll();
    }

    /** Waits until the output holds this text. */
    TerminalRun await(String text) {
        return awaitOutput(text, all -> all.contains(text));
    }

    /** Waits until the output, escape sequences included, is like this. */
    synchronized TerminalRun awaitOutput(String what, Predicate<String> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(output.toString())) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (over || left <= 0) {
                throw new AssertionError((over ? "ended" : "waited in vain") + " without '" + what + "': " + output);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        return this;
    }

    /** Waits until a person sees all of these at once. */
    TerminalRun awaitScreen(String... texts) {
        return awaitOutput(
                String.join("', '", texts), all -> Arrays.stream(texts).allMatch(screen.toString()::contains));
    }

    /** Presses keys. */
    TerminalRun type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Makes the window another size. */
    synchronized TerminalRun resize(int columns) {
        process.setWinSize(new WinSize(columns, ROWS));
        screen.setSize(columns, ROWS);
        return this;
    }

    /** Waits for the end. */
    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it hangs: " + output());
            }
            reader.join(PATIENCE.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All that was written, escape sequences included. */
    synchronized String output() {
        return output.toString();
    }

    /** What a person sees now. */
    synchronized String screen() {
        return screen.toString().stripTrailing();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
