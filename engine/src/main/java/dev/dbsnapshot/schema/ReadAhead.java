package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.CopiedRows;
import dev.dbsnapshot.connect.OtherThread;
import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.connect.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the server the next questions while the answers to the first ones are looked at: both sides need about the same
 * time. The session belongs to the asking thread until this is closed, or all answers were taken. Not safe for use by
 * several threads.
 */
final class ReadAhead implements AutoCloseable {

    /** How many answers may wait; a schema of many objects has large ones. */
    private static final int MOST_WAITING = 2;

    /** From which round trip on questions always share messages, whose answers then wait for each other in memory. */
    private static final Duration SLOW = Duration.ofMillis(5);

    private static final int QUESTIONS_PER_MESSAGE = 8;

    /** Up to how many bytes an answer is no work: asking takes longer than looking at it. */
    private static final int SMALL = 1 << 14;

    private static final long LOOK_MILLIS = 50;

    /** What came of a question. */
    private sealed interface Outcome {}

    private record Answer(String sql, CopiedRows rows) implements Outcome {}

    private record Failure(Throwable reason) implements Outcome {}

    private final Session session;
    private final List<String> questions;
    private final BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<String, CopiedRows> passedOver = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private int taken;

    /** Begins to ask. */
    ReadAhead(Session session, List<String> questions) {
        this.session = session;
        this.questions = List.copyOf(questions);
        this.thread = new Thread(this::ask, "db-snapshot-catalog");
        thread.start();
    }

    /**
     * Feeds every row of an answer. Questions are best taken in their order: what is passed over waits in memory. Others
     * may be asked when all are taken.
     */
    void forEach(String sql, Consumer<Row> consumer) {
        CopiedRows earlier = passedOver.remove(sql);
        if (earlier != null) {
            earlier.forEach(consumer);
            return;
        }
        while (taken < questions.size()) {
            Answer answer = take();
            taken++;
            if (answer.sql().equals(sql)) {
                answer.rows().forEach(consumer);
                return;
            }
            passedOver.put(answer.sql(), answer.rows());
        }
        close();
        session.copy(List.of(sql)).get(0).forEach(consumer);
    }

    private Answer take() {
        Outcome outcome;
        try {
            outcome = outcomes.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled", e);
        }
        if (outcome instanceof Answer answer) {
            return answer;
        }
        Throwable reason = ((Failure) outcome).reason();
        if (reason instanceof RuntimeException failure) {
            throw failure;
        }
        throw (Error) reason;
    }

    private void ask() {
        boolean slow = session.roundTrip().compareTo(SLOW) >= 0;
        int step = slow ? QUESTIONS_PER_MESSAGE : 1;
        for (int next = 0; next < questions.size(); ) {
            List<String> some = questions.subList(next, Math.min(questions.size(), next + step));
            List<CopiedRows> answers;
            try {
                answers = session.copy(some);
            } catch (RuntimeException | Error e) {
                hand(new Failure(e));
                return;
            }
            for (int i = 0; i < some.size(); i++) {
                if (!hand(new Answer(some.get(i), answers.get(i)))) {
                    return;
                }
            }
            next += some.size();
            if (!slow) {
                step = isSmall(answers) ? Math.min(2 * step, QUESTIONS_PER_MESSAGE) : 1;
            }
        }
    }

    private static boolean isSmall(List<CopiedRows> answers) {
        long bytes = 0;
        for (CopiedRows answer : answers) {
            bytes += answer.bytes();
        }
        return bytes <= SMALL;
    }

    /** Whether somebody still wants to know. */
    private boolean hand(Outcome outcome) {
        try {
            while (!closed) {
                if (outcomes.offer(outcome, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Waits until nobody uses the session. */
    @Override
    public void close() {
        closed = true;
        OtherThread.awaitEnd(thread);
    }
}
