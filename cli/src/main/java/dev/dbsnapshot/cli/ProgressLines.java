package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;
import java.io.PrintWriter;

/** Shows progress as plain lines on standard error, and records it in the log file. */
final class ProgressLines implements Progress {

    private final PrintWriter err;
    private final OutputOptions options;
    private final LogFile log;

    ProgressLines(PrintWriter err, OutputOptions options, LogFile log) {
        this.err = err;
        this.options = options;
        this.log = log;
    }

    @Override
    public void on(Event event) {
        if (event instanceof PhaseStarted phase) {
            say("phase: " + phase.phase(), !options.quiet);
        } else if (event instanceof MemberFinished member) {
            String rows = member.rows() < 0 ? "" : ", " + member.rows() + (member.rows() == 1 ? " row" : " rows");
            say("  " + member.member() + ": " + HumanSize.of(member.bytes()) + rows, options.verbose);
        } else if (event instanceof Warning warning) {
            say("warning: " + warning.message(), true);
        }
    }

    /** A line for the log, and for a person who wants to know more. */
    void verbose(String line) {
        say(line, options.verbose);
    }

    /** A line for the log, and for the person if wanted. */
    void say(String line, boolean show) {
        String flat = Failures.oneLine(line.stripLeading());
        log.info(flat);
        if (show) {
            err.println((line.startsWith("  ") ? "  " : "") + flat);
        }
    }
}
