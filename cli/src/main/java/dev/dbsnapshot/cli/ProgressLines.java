package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** What the command says while it works: to the person through a view, to the log file in full. Thread-safe. */
final class ProgressLines implements Progress, AutoCloseable {

    private final Tty tty;
    private final OutputOptions options;
    private final LogFile log;
    private final ProgressView view;

    private ProgressLines(Tty tty, OutputOptions options, LogFile log, ProgressView view) {
        this.tty = tty;
        this.options = options;
        this.log = log;
        this.view = view;
    }

    /** Begins to say what happens, in the way that fits to the person's options and screen. */
    static ProgressLines open(Surroundings surroundings, OutputOptions options, ProgressOption mode, LogFile log) {
        return new ProgressLines(
                mode.isJson() ? Tty.none() : surroundings.tty(), options, log, view(surroundings, options, mode));
    }

    private static ProgressView view(Surroundings surroundings, OutputOptions options, ProgressOption mode) {
        return switch (mode.of(options)) {
            case JSON -> new JsonView(surroundings.err(), surroundings.clock());
            case NONE -> new LineView(surroundings.err(), false, options.verbose, System::nanoTime);
            case PLAIN -> new LineView(surroundings.err(), true, options.verbose, System::nanoTime);
            case AUTO, BAR -> {
                Terminal terminal =
                        surroundings.tty().screen(surroundings.environment().get("TERM"));
                yield terminal != null && BarView.possibleOn(terminal)
                        ? new BarView(terminal, !options.noColor && !surroundings.plain(), options.verbose)
                        : new LineView(surroundings.err(), true, options.verbose, System::nanoTime);
            }
        };
    }

    @Override
    public void on(Event event) {
        if (event instanceof PhaseStarted phase) {
            log.info("phase: " + phase.phase());
        } else if (event instanceof DataExpected expected) {
            log.info("data expected: " + HumanSize.of(expected.bytes()) + ", " + expected.members() + " members"
                    + (expected.estimated() ? " (an estimate)" : ""));
        } else if (event instanceof MemberStarted member) {
            log.rush(Failures.oneLine(member.member()) + " begins");
        } else if (event instanceof MemberFinished member) {
            log.rush(finished(member));
        } else if (event instanceof StepStarted step) {
            log.info(Failures.oneLine(step.step()) + " begins");
        } else if (event instanceof StepFinished step) {
            log.info(Failures.oneLine(step.step()) + " is done");
        } else if (event instanceof Note note) {
            verbose(note.message());
        } else if (event instanceof Warning warning) {
            log.info("warning: " + Failures.oneLine(warning.message()));
        }
        view.on(event);
    }

    /** A table that is finished, as a line. */
    static String finished(MemberFinished member) {
        String rows = member.rows() < 0 ? "" : ", " + member.rows() + (member.rows() == 1 ? " row" : " rows");
        return Failures.oneLine(member.member()) + ": " + HumanSize.of(member.bytes()) + rows;
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
            view.line((line.startsWith("  ") ? "  " : "") + flat);
        }
    }

    /** A line for the log, and for the person if wanted, with the blanks that it has. */
    void text(String line, boolean show) {
        log.info(line);
        if (show) {
            view.line(line);
        }
    }

    /** What was done, in one line, and the facts in it under names for programs. */
    void result(String line, Map<String, Object> facts) {
        log.info(line);
        if (!options.quiet) {
            view.result(line, facts);
        }
    }

    /** The same where standard output tells it to persons already. */
    void resultBesideOutput(String line, Map<String, Object> facts) {
        log.info(line);
        view.resultBesideOutput(line, facts);
    }

    /** Whether a person can be asked something. */
    boolean canAsk() {
        return tty.present();
    }

    /** Asks the person, and writes the answer to the log; see {@link Tty#ask}. */
    @Nullable
    String ask(String question) {
        view.pause();
        String answer = tty.ask(question);
        log.info(question.strip() + " " + (answer == null ? "(end of input)" : answer));
        return answer;
    }

    /** Asks the person for a secret; see {@link Tty#askHidden}. */
    char @Nullable [] askHidden(String question) {
        view.pause();
        log.info(question.strip() + " (asked)");
        return tty.askHidden(question);
    }

    @Override
    public void close() {
        view.close();
    }
}
