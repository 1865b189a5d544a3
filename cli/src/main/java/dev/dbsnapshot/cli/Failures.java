package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.SnapshotException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns an exception into one line on standard error and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Surroundings surroundings;

    Failures(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        String message = String.valueOf(failure.getMessage());
        String suggestion = "";
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            suggestion = "; did you mean " + String.join(", ", unmatched.getSuggestions()) + "?";
        }
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        surroundings.err().println("db-snapshot: " + oneLine(message) + suggestion + " (see '" + command + " --help')");
        surroundings.err().flush();
        return ExitCode.USAGE.number();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ParameterException usage) {
            surroundings.out().flush();
            return handleParseException(usage, new String[0]);
        }
        return tell(failure, ProgressOption.of(command), OutputOptions.of(command));
    }

    /** Says what a command failed with, in the way that its options ask for; returns the exit code. */
    int tell(Exception failure, @Nullable ProgressOption progress, @Nullable OutputOptions output) {
        surroundings.out().flush();
        ExitCode code = failure instanceof SnapshotException known ? ExitCode.of(known.code()) : ExitCode.FAILURE;
        if (progress != null && progress.isJson()) {
            new JsonView(surroundings.err(), surroundings.clock())
                    .error(code.name(), code.number(), oneLine(describe(failure)));
        } else {
            surroundings.err().println("db-snapshot: " + oneLine(describe(failure)));
        }
        if (output != null && output.stackTrace) {
            failure.printStackTrace(surroundings.err());
        }
        surroundings.err().flush();
        return code.number();
    }

    private static String describe(Exception failure) {
        if (failure instanceof SnapshotException known) {
            return known.sqlState()
                    .filter(state -> !String.valueOf(known.getMessage()).contains(state))
                    .map(state -> known.getMessage() + " (SQLSTATE " + state + ")")
                    .orElseGet(() -> String.valueOf(known.getMessage()));
        }
        return "internal error: " + failure + "; run it again with --stacktrace and report what it prints";
    }

    /**
     * Server messages and names may hold line breaks, which would make one error look like several, and what a terminal
     * takes for commands.
     */
    static String oneLine(String message) {
        String stripped = message.strip();
        return isOneLine(stripped)
                ? stripped
                : stripped.replaceAll("\\s*\\R\\s*", "; ").replaceAll("[\\p{Cntrl}&&[^\t]]", "?");
    }

    /** Nearly every text is, and there may be as many as tables. */
    private static boolean isOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
                return false;
            }
        }
        return true;
    }
}
