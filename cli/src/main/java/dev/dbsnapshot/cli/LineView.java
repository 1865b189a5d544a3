package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Plain lines: one for each phase, and one every few seconds while it goes on. */
final class LineView implements ProgressView {

    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter err;
    private final boolean phases;
    private final boolean members;
    private final LongSupplier nanos;
    private final Tally tally;
    private long last;

    /**
     * Begins.
     *
     * @param phases whether to show phases and how far they are
     * @param members whether to show each table that is finished
     */
    LineView(PrintWriter err, boolean phases, boolean members, LongSupplier nanos) {
        this.err = err;
        this.phases = phases;
        this.members = members;
        this.nanos = nanos;
        this.tally = new Tally(nanos);
    }

    @Override
    public void on(Progress.Event event) {
        tally.add(event);
        if (event instanceof Progress.Warning warning) {
            err.println("warning: " + Failures.oneLine(warning.message()));
        } else if (event instanceof Progress.PhaseStarted started) {
            last = nanos.getAsLong();
            if (phases) {
                err.println("phase: " + started.phase());
            }
        } else if (event instanceof Progress.MemberFinished member && members) {
            err.println("  " + ProgressLines.finished(member));
        } else if (phases && nanos.getAsLong() - last >= PAUSE_NANOS) {
            last = nanos.getAsLong();
            err.println("  " + StatusLine.plain(tally));
        }
    }

    @Override
    public void line(String text) {
        err.println(text);
    }
}
