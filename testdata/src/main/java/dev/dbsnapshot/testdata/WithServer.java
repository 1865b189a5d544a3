package dev.dbsnapshot.testdata;

import java.util.Map;

/**
 * Runs a command beside a PostgreSQL server with a small database, whose URI is in the environment variable
 * {@value #VARIABLE}. Where no server can be started, the command runs without.
 */
public final class WithServer {

    /** Where the command finds the URI. */
    public static final String VARIABLE = "DB_SNAPSHOT_TRAINING_DSN";

    private WithServer() {}

    /**
     * Runs the command, and ends with its exit code.
     *
     * @param command the program and its arguments
     * @throws Exception if it cannot be started
     */
    public static void main(String[] command) throws Exception {
        PostgresServer server = null;
        try {
            server = PostgresServer.start(15, Map.of());
        } catch (RuntimeException e) {
            System.err.println("no server could be started here, the command goes on without: " + e.getMessage());
        }
        int code;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            if (server != null) {
                builder.environment().put(VARIABLE, server.uri(Samples.SHOP.createOn(server)));
            }
            code = builder.start().waitFor();
        } finally {
            if (server != null) {
                server.close();
            }
        }
        System.exit(code);
    }
}
