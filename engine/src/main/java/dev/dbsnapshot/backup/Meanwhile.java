package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.OtherThread;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Something that another thread does meanwhile, such as asking a session while its owner does what needs no session. What
 * it uses belongs to that thread until the answer was got, or this is closed. The answer is for any thread.
 *
 * @param <T> the answer
 */
final class Meanwhile<T> implements AutoCloseable {

    private final FutureTask<T> task;
    private final Thread thread;

    private Meanwhile(FutureTask<T> task) {
        this.task = task;
        this.thread = new Thread(task, "db-snapshot-meanwhile");
    }

    /** Begins to ask. */
    static <T> Meanwhile<T> ask(Supplier<T> question) {
        Meanwhile<T> meanwhile = new Meanwhile<>(new FutureTask<>(question::get));
        meanwhile.thread.start();
        return meanwhile;
    }

    /**
     * Waits for the answer.
     *
     * @throws RuntimeException whatever the question threw
     */
    T get() {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits until nobody uses the session. */
    @Override
    public void close() {
        OtherThread.awaitEnd(thread);
    }
}
