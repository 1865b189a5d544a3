package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jline.nativ.JLineNativeLoader;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jspecify.annotations.Nullable;

/**
 * The person's terminal, where there is one on standard input and on standard error: standard output is for data. It is
 * looked for when it is first asked for, because most commands need none. Thread-safe; one question at a time.
 */
final class Tty {

    private static final int LONGEST_LINE = 4096;

    private final boolean wanted;
    private @Nullable Terminal terminal;
    private boolean looked;
    private volatile @Nullable Attributes before;
    private volatile boolean asking;

    private Tty(boolean wanted) {
        this.wanted = wanted;
    }

    /** The terminal of this process. */
    static Tty ofProcess() {
        return new Tty(true);
    }

    /** No terminal. */
    static Tty none() {
        return new Tty(false);
    }

    /** Whether there is a person to ask. */
    boolean present() {
        return terminal() != null;
    }

    /** Whether a question is open. */
    boolean asking() {
        return asking;
    }

    /** The terminal, or {@code null} where there is none. */
    synchronized @Nullable Terminal terminal() {
        if (wanted && !looked) {
            looked = true;
            try {
                // Signals are Work's: a terminal that handles them too would put the JVM's own reaction back later.
                terminal = TerminalBuilder.builder()
                        .provider(provider())
                        .system(true)
                        .systemOutput(SystemOutput.ForcedSysErr)
                        .encoding(StandardCharsets.UTF_8)
                        .nativeSignals(false)
                        .dumb(false)
                        .build();
                before = terminal.getAttributes();
            } catch (IOException | IllegalStateException e) {
                terminal = null; // jline's word for: standard input or standard error is no terminal.
            }
        }
        return terminal;
    }

    /** What can be drawn on: the terminal, or one that is on standard error alone; {@code null} if there is none. */
    @Nullable
    Terminal screen(@Nullable String type) {
        Terminal both = terminal();
        return both == null && wanted ? Screen.open(type) : both;
    }

    /**
     * Asks.
     *
     * @return what was typed, without blanks around it, or {@code null} at the end of input (Ctrl-D)
     * @throws SnapshotException (CANCELLED) if the thread is interrupted, as Ctrl-C does
     */
    @Nullable
    String ask(String question) {
        char[] line = line(question);
        return line == null ? null : new String(line).strip();
    }

    /** Asks for something that does not appear on the screen; see {@link #ask}. */
    char @Nullable [] askHidden(String question) {
        Terminal open = required();
        Attributes shown = open.getAttributes();
        Attributes hidden = new Attributes(shown);
        hidden.setLocalFlag(LocalFlag.ECHO, false);
        open.setAttributes(hidden);
        try {
            return line(question);
        } finally {
            open.setAttributes(shown);
            open.writer().println();
            open.writer().flush();
        }
    }

    /** Puts the terminal back into the state that it was found in; for a process that ends at once. */
    void restore() {
        Terminal open = terminal;
        Attributes attributes = before;
        if (open != null && attributes != null) {
            open.setAttributes(attributes);
        }
    }

    private synchronized char @Nullable [] line(String question) {
        Terminal open = required();
        open.writer().print(question);
        open.writer().flush();
        FutureTask<char @Nullable []> answer = new FutureTask<>(Tty::read);
        // Nothing ends a read from a keyboard: after Ctrl-C the thread stays behind until the process ends.
        Thread keyboard = new Thread(answer, "db-snapshot-keyboard");
        keyboard.setDaemon(true);
        asking = true;
        keyboard.start();
        try {
            return answer.get();
        } catch (InterruptedException e) {
            open.writer().println();
            open.writer().flush();
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled; nothing was changed", e);
        } catch (ExecutionException e) {
            throw new SnapshotException(ErrorCode.IO, "cannot read from the terminal: " + e.getMessage(), e);
        } finally {
            asking = false;
        }
    }

    /** The terminal edits the line by itself; what comes is a whole line in bytes, and what follows it must be left. */
    private static char @Nullable [] read() throws IOException {
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        try {
            int key = System.in.read();
            if (key < 0) {
                return null;
            }
            while (key >= 0 && key != '\n' && key != '\r') {
                if (length < line.length) {
                    line[length++] = (byte) key;
                }
                key = System.in.read();
            }
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, length));
            return Arrays.copyOfRange(text.array(), text.position(), text.limit());
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** Calls into libc, or starts stty where the library for that cannot be loaded, such as from a /tmp without exec. */
    private static String provider() {
        try {
            return JLineNativeLoader.initialize()
                    ? TerminalBuilder.PROP_PROVIDER_JNI
                    : TerminalBuilder.PROP_PROVIDER_EXEC;
        } catch (RuntimeException | LinkageError e) {
            return TerminalBuilder.PROP_PROVIDER_EXEC;
        }
    }

    private Terminal required() {
        Terminal open = terminal();
        if (open == null) {
            throw new IllegalStateException("there is no terminal to ask at");
        }
        return open;
    }
}
