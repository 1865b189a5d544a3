package dev.dbsnapshot.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How much a command says. */
final class OutputOptions {

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but warnings and errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more: where settings came from, each table.")
    boolean verbose;

    @Option(names = "--no-color", description = "No colors, as with NO_COLOR or TERM=dumb.")
    boolean noColor;

    @Option(names = "--stacktrace", description = "With an error, print where in the code it came from.")
    boolean stackTrace;

    /** Those of a command, or {@code null} if it has none. */
    static @Nullable OutputOptions of(CommandLine command) {
        CommandSpec mixin = command.getCommandSpec().mixins().get("output");
        return mixin == null ? null : (OutputOptions) mixin.userObject();
    }
}
