package dev.dbsnapshot.cli;

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
        int code = new Cli(surroundings, true).run(arguments);
        surroundings.out().flush();
        System.exit(code);
    }
}
