package dev.dbsnapshot.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * The log file of one command, {@code ~/.poolside/logs/db-snapshot-<command>-<timestamp>.log}: what the engine and the
 * driver log, and stack traces. Only its owner can read it.
 */
final class LogFile implements AutoCloseable {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final @Nullable Path path;
    private final Flushing handler;
    private final Logger root;

    private LogFile(@Nullable Path path, Flushing handler, Logger root) {
        this.path = path;
        this.handler = handler;
        this.root = root;
    }

    /** Opens the log file of this command and sends all logging there, and nowhere else; warns if it cannot. */
    static LogFile open(Surroundings surroundings, String command) {
        Path folder = surroundings.productFolder().resolve("logs");
        Path file = folder.resolve("db-snapshot-" + command + "-"
                + TIMESTAMP.format(surroundings.clock().instant()) + ".log");
        try {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createDirectories(folder, attributes(posix, "rwx------"));
            if (!Files.exists(file)) {
                Files.createFile(file, attributes(posix, "rw-------"));
            }
            // Not a channel: interrupting the thread that logs, as Ctrl-C does, would close it.
            OutputStream out = new FileOutputStream(file.toFile(), true);
            Flushing handler = new Flushing(out);
            handler.setLevel(Level.ALL);
            handler.setEncoding("UTF-8");
            handler.setErrorManager(new Warning(surroundings.err(), file));
            return to(handler, file);
        } catch (IOException e) {
            // A home folder that is read-only, as containers have it, is no reason to go without a backup.
            String why = e instanceof AccessDeniedException ? "access denied" : e.getMessage();
            surroundings
                    .err()
                    .println("warning: there will be no log file: cannot write " + file + " (" + why
                            + "); to have one, make the folder writable");
            return to(new Flushing(OutputStream.nullOutputStream()), null);
        }
    }

    private static LogFile to(Flushing handler, @Nullable Path file) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
        return new LogFile(file, handler, root);
    }

    private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The file, or {@code null} if it could not be written. */
    @Nullable
    Path path() {
        return path;
    }

    /** Writes a line of the command's own. */
    void info(String message) {
        root.log(Level.INFO, message);
    }

    /** Writes one of many lines that may come in a rush, such as one for each table. */
    void rush(String message) {
        handler.rush(message);
    }

    /** Writes what went wrong, with the stack trace. */
    void failure(Throwable failure) {
        root.log(Level.SEVERE, "failed", failure);
    }

    @Override
    public void close() {
        root.removeHandler(handler);
        handler.close();
    }

    /**
     * Writes each record at once: what was logged before a crash is what matters. Only lines that come in a rush wait
     * for those of the next twentieth of a second.
     */
    private static final class Flushing extends StreamHandler {

        private static final long RUSH_NANOS = 50_000_000;

        private final StringBuilder waiting = new StringBuilder();
        private long flushed = System.nanoTime() - RUSH_NANOS;
        private long stamped = -1;
        private String stamp = "";

        Flushing(OutputStream out) {
            super(out, new Line());
        }

        @Override
        public synchronized void publish(LogRecord entry) {
            publishWaiting();
            super.publish(entry);
            flush();
        }

        /** Thousands of lines in a moment: all in a millisecond have the same time, and are written together. */
        synchronized void rush(String message) {
            long millis = System.currentTimeMillis();
            if (millis != stamped) {
                stamped = millis;
                stamp = Instant.ofEpochMilli(millis) + " INFO ";
            }
            waiting.append(stamp).append(message).append('\n');
            long now = System.nanoTime();
            if (now - flushed >= RUSH_NANOS) {
                publishWaiting();
                flush();
                flushed = now;
            }
        }

        private void publishWaiting() {
            if (!waiting.isEmpty()) {
                super.publish(new Lines(waiting.toString()));
                waiting.setLength(0);
            }
        }

        @Override
        public synchronized void close() {
            publishWaiting();
            super.close();
        }
    }

    /** Lines as they stand in the file. */
    private static final class Lines extends LogRecord {
        Lines(String lines) {
            super(Level.INFO, lines);
        }
    }

    /** A disk that becomes full is told once, in a line; the JDK would print a stack trace between the command's lines. */
    private static final class Warning extends ErrorManager {

        private final PrintWriter err;
        private final Path file;
        private boolean told;

        Warning(PrintWriter err, Path file) {
            this.err = err;
            this.file = file;
        }

        @Override
        public synchronized void error(@Nullable String message, @Nullable Exception failure, int code) {
            if (!told) {
                told = true;
                String why = failure == null ? String.valueOf(message) : String.valueOf(failure.getMessage());
                err.println("warning: log file " + file + " is not complete (" + why + "): free some space");
                err.flush();
            }
        }
    }

    /** One line a record, in UTC, and the stack trace where there is one. */
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord entry) {
            if (entry instanceof Lines) {
                return entry.getMessage();
            }
            StringBuilder line = new StringBuilder()
                    .append(entry.getInstant())
                    .append(' ')
                    .append(entry.getLevel())
                    .append(' ')
                    .append(formatMessage(entry))
                    .append('\n');
            if (entry.getThrown() != null) {
                java.io.StringWriter trace = new java.io.StringWriter();
                entry.getThrown().printStackTrace(new java.io.PrintWriter(trace, true));
                line.append(trace);
            }
            return line.toString();
        }
    }
}
