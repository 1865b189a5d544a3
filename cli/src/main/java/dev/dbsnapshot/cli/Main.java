package dev.dbsnapshot.cli;

import java.util.logging.LogManager;

/** Where the process starts. */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        HeadStart.begin(arguments);
        Surroundings surroundings = Surroundings.ofProcess();
        // What is logged goes into the log file of a command that has one, and never between the lines for the person.
        int code = new Cli(surroundings, () -> LogManager.getLogManager().reset()).run(arguments);
        surroundings.out().flush();
        System.exit(code);
    }
}
