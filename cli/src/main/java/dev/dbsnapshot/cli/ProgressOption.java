package dev.dbsnapshot.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a long command shows how far it is. */
final class ProgressOption {

    /** The ways to show it. */
    enum Mode {
        /** A bar on a terminal, plain lines elsewhere. */
        AUTO,
        /** One line that is drawn again and again. */
        BAR,
        /** A line for each phase, and one every few seconds. */
        PLAIN,
        /** One JSON object a line. */
        JSON,
        /** Nothing. */
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description = "How to show how far it is: ${COMPLETION-CANDIDATES}. auto is a bar on a terminal and plain"
                    + " lines elsewhere; json is one JSON object a line on standard error, and asks nothing.")
    private @Nullable Mode mode;

    /** What was asked for; being quiet means none. */
    Mode of(OutputOptions output) {
        if (mode != null) {
            return mode;
        }
        return output.quiet ? Mode.NONE : Mode.AUTO;
    }

    boolean isJson() {
        return mode == Mode.JSON;
    }

    /** That of a command, or {@code null} if it has none. */
    static @Nullable ProgressOption of(CommandLine command) {
        CommandSpec mixin = command.getCommandSpec().mixins().get("progress");
        return mixin == null ? null : (ProgressOption) mixin.userObject();
    }
}
