package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** How far the work is: what all events so far add up to. Not thread-safe. */
final class Tally {

    /** Rates are taken over pieces of this length: shorter ones jump with every buffer that is flushed. */
    private static final long PIECE_NANOS = Duration.ofMillis(500).toNanos();

    /** What a new piece counts beside all before it, so that a rate follows the network within some seconds. */
    private static final double WEIGHT = 0.15;

    private final LongSupplier nanos;
    private final Set<String> running = new LinkedHashSet<>();
    private String phase = "";
    private long phaseBegan;
    private long done;
    private long total;
    private boolean estimated;
    private boolean bytes;
    private long pieceBegan;
    private long doneBefore;
    private double rate;

    /**
     * Begins with nothing.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    Tally(LongSupplier nanos) {
        this.nanos = nanos;
        this.phaseBegan = nanos.getAsLong();
        this.pieceBegan = phaseBegan;
    }

    void add(Progress.Event event) {
        if (event instanceof Progress.PhaseStarted started) {
            phase = started.phase();
            phaseBegan = nanos.getAsLong();
            begin(0, false, false);
        } else if (event instanceof Progress.DataExpected expected) {
            begin(expected.bytes(), expected.estimated(), true);
        } else if (event instanceof Progress.BytesMoved moved) {
            advance(moved.bytes());
        } else if (event instanceof Progress.BytesChecked checked) {
            bytes = true;
            total = checked.total();
            advance(checked.bytes());
        } else if (event instanceof Progress.MemberStarted member) {
            running.add(member.member());
        } else if (event instanceof Progress.MemberFinished member) {
            running.remove(member.member());
        } else if (event instanceof Progress.StepStarted step) {
            running.add(step.step());
            if (!bytes) {
                total = step.count();
                done = Math.max(done, step.index() - 1L);
            }
        } else if (event instanceof Progress.StepFinished step) {
            running.remove(step.step());
            if (!bytes && total > 0) {
                done = Math.min(done + 1, total);
            }
        }
    }

    private void begin(long expected, boolean isEstimated, boolean inBytes) {
        total = expected;
        estimated = isEstimated;
        bytes = inBytes;
        done = 0;
        doneBefore = 0;
        rate = 0;
        pieceBegan = nanos.getAsLong();
    }

    private void advance(long now) {
        bytes = true;
        done = now;
        long length = nanos.getAsLong() - pieceBegan;
        if (length >= PIECE_NANOS) {
            double latest = (done - doneBefore) * 1e9 / length;
            rate = rate == 0 ? latest : rate + WEIGHT * (latest - rate);
            pieceBegan += length;
            doneBefore = done;
        }
    }

    /** The phase that the work is in, or empty before the first. */
    String phase() {
        return phase;
    }

    /** How long the phase has been going on. */
    Duration inPhase() {
        return Duration.ofNanos(nanos.getAsLong() - phaseBegan);
    }

    /** What is done of this phase, in bytes or in steps. */
    long done() {
        return done;
    }

    /** What there is to do in this phase, or 0 where nobody knows; an estimate that turned out too low is no longer one. */
    long total() {
        return done > total ? 0 : total;
    }

    /** Whether the total may be wrong. */
    boolean estimated() {
        return estimated;
    }

    /** Whether done and total are bytes. */
    boolean inBytes() {
        return bytes;
    }

    /** Bytes per second lately, or 0 if that is not known yet. */
    double rate() {
        return rate;
    }

    /** How long the rest of the phase will take. */
    Optional<Duration> left() {
        return rate >= 1 && total() > 0
                ? Optional.of(Duration.ofSeconds(Math.round((total() - done) / rate)))
                : Optional.empty();
    }

    /** The tables and steps in the works, in the order in which they began. */
    List<String> running() {
        return List.copyOf(running);
    }
}
