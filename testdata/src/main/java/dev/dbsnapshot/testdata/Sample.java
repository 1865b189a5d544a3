package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A database with known content, made by SQL scripts in the folder {@code samples/<name>}, one per topic. Lines between
 * {@code --@ 14+} (or {@code --@ -13}) and {@code --@ end} are for these major versions only.
 *
 * @param name its name, which is also the folder
 * @param purpose what it is for, in one line
 * @param oldest the oldest major version that it can be made on
 * @param newest the newest major version that it can be made on
 * @param databaseOptions options of CREATE DATABASE
 * @param topics the scripts, in the order in which they run
 */
public record Sample(String name, String purpose, int oldest, int newest, String databaseOptions, List<String> topics) {

    public Sample {
        topics = List.copyOf(topics);
    }

    /** Whether a server of this major version can hold it. */
    public boolean appliesTo(int major) {
        return oldest <= major && major <= newest;
    }

    /** Makes a new database with this content and returns its name. */
    public String createOn(PostgresServer server) {
        return createOn(server, server.major());
    }

    /** The same with the content that it has on another major version: what is newer is not in it. */
    public String createOn(PostgresServer server, int major) {
        if (!appliesTo(server.major())) {
            throw new IllegalArgumentException("sample " + name + " is for PostgreSQL " + oldest + " to " + newest
                    + ", not for " + server.major());
        }
        String database = server.createDatabase(databaseOptions);
        for (String topic : topics) {
            try {
                server.run(database, sql(topic, major));
            } catch (IllegalStateException e) {
                throw new IllegalStateException("sample " + name + ", script " + topic + ".sql, " + e.getMessage(), e);
            }
        }
        return database;
    }

    /** The script of a topic, as it is for this major version. */
    public String sql(String topic, int major) {
        StringBuilder result = new StringBuilder();
        boolean wanted = true;
        for (String line : read(topic).split("\n", -1)) {
            if (line.startsWith("--@ ")) {
                wanted = isWanted(line.substring(4).trim(), major);
            } else if (wanted) {
                result.append(line);
            }
            result.append('\n'); // Left out lines stay as empty ones, so that errors name the script's own lines.
        }
        return result.toString();
    }

    private static boolean isWanted(String condition, int major) {
        if (condition.equals("end")) {
            return true;
        }
        if (condition.startsWith("-")) {
            return major <= Integer.parseInt(condition.substring(1));
        }
        return major >= Integer.parseInt(condition.substring(0, condition.length() - 1));
    }

    private String read(String topic) {
        String resource = "samples/" + name + "/" + topic + ".sql";
        try (InputStream in = Sample.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
