package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.Objects;
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

    private final Surroundings surroundings;
    private final OutputOptions output;

    Work(Surroundings surroundings, OutputOptions output) {
        this.surroundings = surroundings;
        this.output = output;
    }

    /** Runs it; on failure the path of the log file is shown. */
    <T> T run(String command, Function<ProgressLines, T> body) {
        try (LogFile log = LogFile.open(surroundings, command)) {
            ProgressLines lines = new ProgressLines(surroundings.err(), output, log);
            try {
                return cancellable(() -> body.apply(lines));
            } catch (RuntimeException e) {
                log.failure(e);
                if (!output.quiet && log.path() != null) {
                    surroundings.err().println("details: " + log.path());
                }
                throw e;
            }
        }
    }

    private <T> T cancellable(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread worker = new Thread(task, "db-snapshot");
        Interruption interruption = new Interruption(worker, surroundings);
        Object before = Signals.register("INT", interruption);
        Object beforeTerm = Signals.register("TERM", interruption);
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
            Signals.unregister("INT", before);
            Signals.unregister("TERM", beforeTerm);
        }
    }

    /** What a signal does. */
    private static final class Interruption implements Runnable {

        private final Thread worker;
        private final Surroundings surroundings;
        private volatile boolean asked;

        Interruption(Thread worker, Surroundings surroundings) {
            this.worker = worker;
            this.surroundings = surroundings;
        }

        boolean asked() {
            return asked;
        }

        @Override
        public void run() {
            if (asked) {
                Runtime.getRuntime().halt(ExitCode.CANCELLED.number());
            }
            asked = true;
            surroundings.err().println("cancelling; once more ends at once");
            worker.interrupt();
        }
    }
}
