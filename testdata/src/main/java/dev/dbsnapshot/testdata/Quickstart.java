package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The first minute with db-snapshot: starts a PostgreSQL server, fills a database, and runs the real command on it -
 * create, list, extract-version, an accident, restore - and proves that the data is back.
 */
public final class Quickstart {

    private static final String ACCIDENT = """
            DELETE FROM payments WHERE order_id > 100;
            UPDATE products SET price = 0;
            DROP TABLE customers CASCADE;
            TRUNCATE events;
            SELECT lo_unlink(4711);
            """;

    private final Path distribution;
    private final Path folder;
    private final PrintStream out;

    private Quickstart(Path distribution, Path folder, PrintStream out) {
        this.distribution = distribution;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param arguments the folder of the unpacked distribution, and a folder for the snapshot
     * @throws Exception if any step fails; the build then fails too
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new Quickstart(Path.of(arguments[0]).toRealPath(), Path.of(arguments[1]).toAbsolutePath(), out).run();
    }

    private void run() throws Exception {
        emptyFolder();
        step("Starting PostgreSQL 15 and filling a sample database");
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            String database = Samples.SHOP.createOn(server);
            Map<String, String> before = fingerprints(server, database);
            out.println("    tables: " + String.join(", ", before.keySet()));

            String uri = server.uri(database);
            step("Backing it up");
            command("create", "--dsn", uri, "--dir", folder.toString());
            step("Looking at the snapshots");
            command("list", "--dir", folder.toString());
            Path snapshot = onlySnapshot();
            command("extract-version", "--file", snapshot.toString());

            step("An accident: rows deleted, a table dropped, prices changed");
            server.run(database, ACCIDENT);
            Map<String, String> damaged = fingerprints(server, database);
            if (damaged.equals(before)) {
                throw new IllegalStateException("the accident changed nothing, so the restore would prove nothing");
            }

            step("Restoring the snapshot");
            command("restore", "--dsn", uri, "--file", snapshot.toString(), "--drop", "--yes");
            Map<String, String> after = fingerprints(server, database);
            if (!after.equals(before)) {
                throw new IllegalStateException("the data is not what it was: " + before + " became " + after);
            }
            step("The data is back: every table has the rows and the checksum that it had before");
            after.forEach((table, print) -> out.println("    " + table + ": " + print));
            out.println();
            out.println("The snapshot is a tar archive of pg_dump's format: " + snapshot);
            out.println("The command is " + distribution.resolve("bin").resolve("db-snapshot"));
            out.println("Try next, with a database of yours:");
            out.println("    " + distribution.resolve("bin").resolve("db-snapshot")
                    + " create --dsn postgresql://user@host/database");
            out.println("    " + distribution.resolve("bin").resolve("db-snapshot") + " --help");
            out.println("    pg_restore --list " + snapshot);
        }
    }

    private void step(String what) {
        out.println();
        out.println("==> " + what);
    }

    private void command(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        line.add(distribution
                .resolve("bin")
                .resolve(windows ? "db-snapshot.bat" : "db-snapshot")
                .toString());
        line.addAll(List.of(arguments));
        out.println("    $ db-snapshot " + String.join(" ", arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("HOME", folder.resolve("home").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(text -> out.println("    " + text));
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("db-snapshot " + arguments[0] + " ended with exit code " + code);
        }
    }

    private Path onlySnapshot() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> snapshots =
                    files.filter(file -> file.toString().endsWith(".tar")).toList();
            if (snapshots.size() != 1) {
                throw new IllegalStateException("expected one snapshot in " + folder + ", found " + snapshots);
            }
            return snapshots.get(0);
        }
    }

    /** Rows and a checksum over all of them, by table. */
    private static Map<String, String> fingerprints(PostgresServer server, String database) throws SQLException {
        Map<String, String> prints = new TreeMap<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT oid::regclass::text FROM pg_class"
                    + " WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace ORDER BY 1")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("SELECT count(*) || ' rows, md5 '"
                        + " || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '-') FROM " + table + " t")) {
                    row.next();
                    prints.put(table, row.getString(1));
                }
            }
        }
        return prints;
    }

    private void emptyFolder() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder, new FileVisitOption[0])) {
                old.sorted(Comparator.reverseOrder()).forEach(path -> {
                    try {
                        Files.delete(path);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
        Files.createDirectories(folder);
    }
}
