package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jline.utils.Signals;

/**
 * Runs a long piece of work with a log file, and so that the first Ctrl-C cancels it cleanly and the second one ends the
 * process at once.
 */
final class Work {

    /** Ctrl-C, kill, and a terminal that goes away. */
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    /** Commands that may leave something half done when they end at once. */
    private static final Set<String> CLEANED_UP_AFTER = Set.of("restore", "undo", "recover");

    private final Surroundings surroundings;
    private final OutputOptions output;
    private final ProgressOption progress;

    Work(Surroundings surroundings, OutputOptions output, ProgressOption progress) {
        this.surroundings = surroundings;
        this.output = output;
        this.progress = progress;
    }

    /** Runs it; on failure the path of the log file is shown. */
    <T> T run(String command, Function<ProgressLines, T> body) {
        try (LogFile log = LogFile.open(surroundings, command);
                ProgressLines lines = ProgressLines.open(surroundings, output, progress, log)) {
            try {
                return cancellable(() -> body.apply(lines), lines, CLEANED_UP_AFTER.contains(command));
            } catch (RuntimeException e) {
                log.failure(e);
                if (log.path() != null) {
                    lines.say("details: " + log.path(), !output.quiet);
                }
                throw e;
            }
        }
    }

    private <T> T cancellable(Callable<T> body, ProgressLines lines, boolean cleanedUpAfter) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread worker = new Thread(task, "db-snapshot");
        Interruption interruption = new Interruption(worker, surroundings.tty(), lines, cleanedUpAfter);
        Map<String, Object> before = new HashMap<>();
        SIGNALS.forEach(signal -> before.put(signal, Signals.register(signal, interruption)));
        try {
            worker.start();
            return task.get();
        } catch (ExecutionException e) {
            Throwable failure = Objects.requireNonNullElse(e.getCause(), e);
            if (interruption.asked()
                    && !(failure instanceof SnapshotException known && known.code() == ErrorCode.CANCELLED)) {
                throw new SnapshotException(ErrorCode.CANCELLED, "cancelled: " + failure.getMessage(), failure);
            }
            if (failure instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(failure);
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } finally {
            before.forEach(Signals::unregister);
        }
    }

    /** What a signal does. */
    private static final class Interruption implements Runnable {

        private final Thread worker;
        private final Tty tty;
        private final ProgressLines lines;
        private final boolean cleanedUpAfter;
        private volatile boolean asked;

        Interruption(Thread worker, Tty tty, ProgressLines lines, boolean cleanedUpAfter) {
            this.worker = worker;
            this.tty = tty;
            this.lines = lines;
            this.cleanedUpAfter = cleanedUpAfter;
        }

        boolean asked() {
            return asked;
        }

        @Override
        public void run() {
            if (asked) {
                tty.restore();
                Runtime.getRuntime().halt(ExitCode.CANCELLED.number());
            }
            asked = true;
            if (!tty.asking()) {
                lines.say(
                        "cancelling; once more ends at once"
                                + (cleanedUpAfter ? ", and leaves the rest to db-snapshot recover" : ""),
                        true);
            }
            worker.interrupt();
        }
    }
}
