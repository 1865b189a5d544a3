package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Our command as a whole process beside the real pg_restore, in turns, medians as ratios to the first of each table, and
 * to pg_restore -j2 where that takes part. Arguments: the folder of the command (bin, lib), how many rounds (3), how many
 * megabytes (300), and the names of tables to run (all): fresh, full, data, many. Linux only.
 *
 * <p>Nobody takes a safety snapshot, which pg_restore does not have. The target is made and the server's dirty pages are
 * on disk before each run.
 */
public final class RestoreBenchmark {

    private static final int MAJOR = 15;

    /** So many rows of the largest table make a megabyte of archive, all tables together. */
    private static final int ROWS_PER_MEGABYTE = 5800;

    private static final int EVENTS_PER_MEGABYTE = 7000;

    private final PostgresServer server;
    private final RealPrograms programs = RealPrograms.of(MAJOR);
    private final BenchmarkRun run;
    private final PrintStream out;
    private String target = "";

    private RestoreBenchmark(PostgresServer server, BenchmarkRun run, PrintStream out) {
        this.server = server;
        this.run = run;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        // What tests switch off for speed is on, as on any server that matters.
        Map<String, String> settings = Map.of(
                "fsync",
                "on",
                "full_page_writes",
                "on",
                "max_wal_size",
                "8GB",
                "shared_buffers",
                "256MB",
                "autovacuum",
                "off");
        try (BenchmarkRun run = BenchmarkRun.of(arguments, 3, 300);
                PostgresServer server = PostgresServer.start(MAJOR, settings)) {
            new RestoreBenchmark(server, run, System.out).run(run.megabytes());
        }
    }

    private void run(int megabytes) throws Exception {
        run.title(server, programs, out);
        out.println("| what | way | wall | ratio | to -j2 | fastest to slowest | CPU of the client | resident |");
        out.println("|---|---|---|---|---|---|---|---|");
        Map<String, BenchmarkRun.Part> comparisons = new LinkedHashMap<>();
        comparisons.put("fresh", () -> fresh(megabytes));
        comparisons.put("full", () -> full(megabytes));
        comparisons.put("data", () -> data(megabytes));
        comparisons.put("many", this::many);
        run.parts(comparisons);
    }

    /** Into a database that has next to nothing to lose: three tables, nine indexes, two foreign keys. */
    private void fresh(int megabytes) throws Exception {
        String source = bookings(megabytes);
        Path tar = dump(source);
        Path custom = run.folder().resolve("custom");
        programs.dump(server, source, "-Fc", "-f", custom.toString());
        server.dropDatabase(source);
        everyWay("three tables, " + Files.size(tar) / (1 << 20) + " MiB", tar, custom);
    }

    /** So many tables that each of them counts more than what is in it. */
    private void many() throws Exception {
        String source = manyTables();
        Path tar = dump(source);
        Path custom = run.folder().resolve("custom");
        programs.dump(server, source, "-Fc", "-f", custom.toString());
        server.dropDatabase(source);
        everyWay("300 tables", tar, custom);
    }

    private void everyWay(String what, Path tar, Path custom) throws Exception {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("pg_restore, tar", new Way(this::newTarget, () -> theirs(tar)));
        ways.put("pg_restore -j2, custom format", new Way(this::newTarget, () -> theirs(custom, "-j2")));
        ways.put("restore --drop", new Way(this::newTarget, () -> ours(tar, "--drop", "--yes")));
        ways.put(
                "restore --drop --strategy swap --jobs 2",
                new Way(this::newTarget, () -> ours(tar, "--drop", "--yes", "--strategy", "swap", "--jobs", "2")));
        ways.put(
                "restore --drop --no-atomic --jobs 2",
                new Way(this::newTarget, () -> ours(tar, "--drop", "--yes", "--no-atomic", "--jobs", "2")));
        compare(what, ways);
    }

    /** Over the same content, which goes in the same run. */
    private void full(int megabytes) throws Exception {
        target = bookings(megabytes);
        Path tar = dump(target);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put(
                "pg_restore --clean --if-exists",
                new Way(this::checkpoint, () -> theirs(tar, "--clean", "--if-exists")));
        ways.put("restore --drop", new Way(this::checkpoint, () -> ours(tar, "--drop", "--yes")));
        compare("in place of the same, " + Files.size(tar) / (1 << 20) + " MiB", ways);
        server.dropDatabase(target);
        target = "";
    }

    /** Rows of a table with a primary key and two indexes replaced, the schema kept. */
    private void data(int megabytes) throws Exception {
        target = events(megabytes);
        Path tar = dump(target);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("pg_restore --data-only, indexes kept", new Way(this::emptied, () -> theirs(tar, "--data-only")));
        ways.put("restore, data-only", new Way(this::checkpoint, () -> ours(tar, "--yes")));
        compare("primary key and two indexes, " + Files.size(tar) / (1 << 20) + " MiB", ways);
        server.dropDatabase(target);
        target = "";
    }

    private void newTarget() {
        if (!target.isEmpty()) {
            server.dropDatabase(target);
            // A swap keeps the old one.
            String kept = server.query(
                    "postgres",
                    "SELECT coalesce(string_agg(datname, ' '), '') FROM pg_database WHERE datname LIKE '" + target
                            + "\\_old\\_%'");
            Stream.of(kept.split(" "))
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> server.run("postgres", "DROP DATABASE " + name));
        }
        target = server.createDatabase();
        server.run(target, "CREATE TABLE old ()");
        checkpoint();
    }

    private void emptied() {
        server.run(target, "TRUNCATE event, schema_migrations, account");
        checkpoint();
    }

    private void checkpoint() {
        server.run("postgres", "CHECKPOINT");
    }

    private List<String> theirs(Path archive, String... options) {
        List<String> command =
                new ArrayList<>(List.of(programs.program("pg_restore").toString(), "-d", server.uri(target)));
        command.addAll(List.of(options));
        command.add(archive.toString());
        return command;
    }

    private List<String> ours(Path archive, String... options) {
        List<String> command = new ArrayList<>(List.of(
                run.launcher().toString(),
                "restore",
                "-q",
                "--no-safety-snapshot",
                "--dsn",
                server.uri(target),
                "--file"));
        command.add(archive.toString());
        command.addAll(List.of(options));
        return command;
    }

    private Path dump(String database) throws Exception {
        Path tar = run.folder().resolve(database + ".tar");
        MeasuredProgram created = MeasuredProgram.of(List.of(
                run.launcher().toString(), "create", "-q", "--dsn", server.uri(database), "--file", tar.toString()));
        if (created.wall() <= 0) {
            throw new IllegalStateException("nothing takes no time");
        }
        return tar;
    }

    private String bookings(int megabytes) {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE customer (id bigint PRIMARY KEY, name text, email text, created timestamptz);
            INSERT INTO customer SELECT i, 'customer ' || md5(i::text), md5(i::text) || '@example.com',
                now() - i * interval '1 second' FROM generate_series(1, %1$d / 4) i;
            CREATE TABLE booking (id bigint, customer bigint, amount numeric, at timestamptz, note text);
            INSERT INTO booking SELECT i, 1 + i %% (%1$d / 4), i * 1.01, now() - i * interval '1 second',
                repeat(md5(i::text), 2) FROM generate_series(1, %1$d) i;
            CREATE TABLE event (id bigint, customer bigint, kind int, payload jsonb);
            INSERT INTO event SELECT i, 1 + i %% (%1$d / 4), i %% 17, jsonb_build_object('k', md5(i::text), 'n', i)
                FROM generate_series(1, %1$d / 2) i;
            CREATE INDEX ON customer (email);
            CREATE INDEX ON customer (created);
            ALTER TABLE booking ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer) REFERENCES customer;
            CREATE INDEX ON booking (customer);
            CREATE INDEX ON booking (at);
            ALTER TABLE event ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer) REFERENCES customer;
            CREATE INDEX ON event (customer);
            CREATE INDEX ON event (kind);
            """.formatted(megabytes * ROWS_PER_MEGABYTE));
        return database;
    }

    private String events(int megabytes) {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (1, false);
            CREATE TABLE account (id int PRIMARY KEY, name text);
            INSERT INTO account SELECT i, 'account ' || i FROM generate_series(1, 1000) i;
            CREATE TABLE event (id uuid PRIMARY KEY, account int, at timestamptz, payload text);
            INSERT INTO event SELECT md5(i::text)::uuid, i %% 1000 + 1, timestamptz '2024-01-01' + (i || ' s')::interval,
                md5((i * 7)::text) || md5((i * 11)::text) || 'of some length'
                FROM generate_series(1, %d) i;
            CREATE INDEX ON event (payload);
            CREATE INDEX ON event (account, at);
            """.formatted(megabytes * EVENTS_PER_MEGABYTE));
        server.run(database, "VACUUM ANALYZE");
        return database;
    }

    private String manyTables() {
        String database = server.createDatabase();
        server.run(database, """
            DO $$ BEGIN
              FOR i IN 1..300 LOOP
                EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, parent int, name text NOT NULL,'
                  'at timestamptz DEFAULT now())', i);
                EXECUTE format('CREATE INDEX ON t%s (name)', i);
                EXECUTE format('INSERT INTO t%s SELECT g, g, ''n'' || g FROM generate_series(1, 20) g', i);
                IF i > 1 THEN
                  EXECUTE format('ALTER TABLE t%s ADD FOREIGN KEY (parent) REFERENCES t%s', i, i - 1);
                END IF;
              END LOOP;
            END $$\
            """);
        return database;
    }

    private record Way(Runnable prepare, java.util.function.Supplier<List<String>> command) {}

    private void compare(String what, Map<String, Way> ways) throws Exception {
        Map<String, List<MeasuredProgram>> measured = new LinkedHashMap<>();
        for (int round = 0; round < run.rounds(); round++) {
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                way.getValue().prepare().run();
                measured.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
                        .add(MeasuredProgram.of(way.getValue().command().get()));
            }
        }
        double first = BenchmarkRun.median(measured.values().iterator().next(), MeasuredProgram::wall);
        OptionalDouble parallel = measured.entrySet().stream()
                .filter(entry -> entry.getKey().contains("-j2"))
                .mapToDouble(entry -> BenchmarkRun.median(entry.getValue(), MeasuredProgram::wall))
                .findFirst();
        measured.forEach((name, runs) -> out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f s | %.2f | %s | %.2f to %.2f s | %.2f s | %.0f MiB |%n",
                what,
                name,
                BenchmarkRun.median(runs, MeasuredProgram::wall),
                BenchmarkRun.median(runs, MeasuredProgram::wall) / first,
                parallel.isEmpty()
                        ? ""
                        : "%.2f".formatted(BenchmarkRun.median(runs, MeasuredProgram::wall) / parallel.getAsDouble()),
                runs.stream().mapToDouble(MeasuredProgram::wall).min().orElse(0),
                runs.stream().mapToDouble(MeasuredProgram::wall).max().orElse(0),
                BenchmarkRun.median(runs, MeasuredProgram::cpu),
                runs.stream().mapToDouble(MeasuredProgram::resident).max().orElse(0)));
    }
}
