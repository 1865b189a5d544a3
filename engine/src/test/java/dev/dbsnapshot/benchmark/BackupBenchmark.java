package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Our command as a whole process beside the real pg_dump, in turns, medians as ratios to the first of each table.
 * Arguments: the folder of the command (bin, lib), how many rounds (5), how many megabytes (1000), and the names of rows
 * to run (all). Linux only.
 */
public final class BackupBenchmark {

    private static final int MAJOR = 15;
    private static final Duration DELAY = Duration.ofMillis(10);

    /** About so many rows of the narrow table make a megabyte of COPY text. */
    private static final int ROWS_PER_MEGABYTE = 17_000;

    private static final int DOCUMENTS_PER_MEGABYTE = 390;

    private final PostgresServer server;
    private final RealPrograms programs = RealPrograms.of(MAJOR);
    private final BenchmarkRun run;
    private final PrintStream out;

    private BackupBenchmark(PostgresServer server, BenchmarkRun run, PrintStream out) {
        this.server = server;
        this.run = run;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = Map.of("max_wal_size", "8GB", "shared_buffers", "1GB", "autovacuum", "off");
        try (BenchmarkRun run = BenchmarkRun.of(arguments, 5, 1000);
                PostgresServer server = PostgresServer.start(MAJOR, settings)) {
            new BackupBenchmark(server, run, System.out).run(run.megabytes());
        }
    }

    private void run(int megabytes) throws Exception {
        run.title(server, programs, out);
        out.println("| what | way | wall | ratio | CPU | ratio | resident |");
        out.println("|---|---|---|---|---|---|---|");
        Map<String, BenchmarkRun.Part> rows = new LinkedHashMap<>();
        rows.put("narrow", () -> oneTable("narrow rows", narrow("t", megabytes), "1"));
        rows.put("jsonb", () -> oneTable("wide jsonb", documents(megabytes), "1"));
        rows.put("split", () -> oneTable("one big table", narrow("t", megabytes), "2", "4"));
        rows.put("tables", () -> tables(megabytes * 8 / 5));
        rows.put("many", this::many);
        rows.put("objects", this::objects);
        rows.put("empty", this::empty);
        rows.put("far", this::far);
        run.parts(rows);
    }

    private void oneTable(String what, String sql, String... jobs) throws Exception {
        String database = filled(sql);
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("pg_dump -Ft", dump(server.uri(database), "-Ft"));
        for (String count : jobs) {
            ways.put("create --jobs " + count, create(server.uri(database), "--jobs", count));
        }
        ways.put("the same, -Xmx64m", little(ways.get("create --jobs " + jobs[jobs.length - 1])));
        compare(what, ways, run.rounds());
        server.dropDatabase(database);
    }

    private static List<String> little(List<String> command) {
        List<String> little = new ArrayList<>(List.of("env", "DB_SNAPSHOT_OPTS=-Xmx64m"));
        little.addAll(command);
        return little;
    }

    private void tables(int megabytes) throws Exception {
        StringBuilder sql = new StringBuilder();
        for (int i = 1; i <= 8; i++) {
            sql.append(narrow("t" + i, megabytes / 8)).append(";\n");
        }
        String database = filled(sql.toString());
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("pg_dump -Ft", dump(server.uri(database), "-Ft"));
        ways.put("pg_dump -Fd -j2", dump(server.uri(database), "-Fd", "-j2"));
        ways.put("pg_dump -Fd -Z0 -j2", dump(server.uri(database), "-Fd", "-Z0", "-j2"));
        ways.put("create --jobs 2", create(server.uri(database), "--jobs", "2"));
        ways.put("create --jobs 4", create(server.uri(database), "--jobs", "4"));
        compare("8 tables", ways, run.rounds());
        server.dropDatabase(database);
    }

    private String manyTables() {
        String database = server.createDatabase();
        for (int first = 1; first <= 2000; first += 100) {
            server.run(database, """
                DO $$ BEGIN
                  FOR i IN %d..%d LOOP
                    EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY, parent int, name text NOT NULL,'
                      'at timestamptz DEFAULT now())', i);
                    EXECUTE format('CREATE INDEX ON t%%s (name)', i);
                    EXECUTE format('INSERT INTO t%%s SELECT g, g, ''n'' || g FROM generate_series(1, 20) g', i);
                    IF i > 1 THEN
                      EXECUTE format('ALTER TABLE t%%s ADD FOREIGN KEY (parent) REFERENCES t%%s', i, i - 1);
                    END IF;
                  END LOOP;
                END $$\
                """.formatted(first, first + 99));
        }
        return database;
    }

    private void many() throws Exception {
        String database = manyTables();
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("pg_dump -Ft", dump(server.uri(database), "-Ft"));
        ways.put("create", create(server.uri(database)));
        compare("2,000 tables", ways, run.rounds());
        server.dropDatabase(database);
    }

    /** pg_dump needs minutes for this, so that one round is enough. */
    private void far() throws Exception {
        String database = manyTables();
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.delay(DELAY);
            String uri = "postgresql://" + server.user() + "@" + proxy.host() + ":" + proxy.port() + "/" + database;
            Map<String, List<String>> schema = new LinkedHashMap<>();
            schema.put("pg_dump -Ft -s", dump(uri, "-Ft", "-s"));
            schema.put("create --schema-only", create(uri, "--schema-only"));
            compare("2,000 tables, 20 ms away, schema", schema, 1);
            Map<String, List<String>> all = new LinkedHashMap<>();
            all.put("pg_dump -Ft", dump(uri, "-Ft"));
            all.put("create", create(uri));
            compare("2,000 tables, 20 ms away, everything", all, 1);
        }
        server.dropDatabase(database);
    }

    private void objects() throws Exception {
        String database = server.createDatabase();
        for (int i = 0; i < 10; i++) {
            server.run(database, """
                SELECT count(lo_from_bytea(0, convert_to(repeat(md5(i::text), 1 + i % 20), 'UTF8')))
                FROM generate_series(1, 10000) i\
                """);
        }
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("pg_dump -Ft", dump(server.uri(database), "-Ft"));
        ways.put("create", create(server.uri(database)));
        compare("100,000 large objects", ways, run.rounds());
        server.dropDatabase(database);
    }

    private void empty() throws Exception {
        String database = filled("CREATE TABLE t (i int)");
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("pg_dump -Ft", dump(server.uri(database), "-Ft"));
        ways.put("create", create(server.uri(database)));
        ways.put("--version (start-up alone)", List.of(run.launcher().toString(), "--version"));
        compare("nearly empty", ways, run.rounds());
        server.dropDatabase(database);
    }

    private static String narrow(String name, int megabytes) {
        return """
            CREATE TABLE %s AS SELECT i AS a, i * 7919::bigint AS b,
                timestamptz '2026-01-01' + i * interval '1 second' AS c, (i %% 100000) / 7.0 AS d, 'row ' || i AS e
            FROM generate_series(1, %d) i\
            """.formatted(name, (long) megabytes * ROWS_PER_MEGABYTE);
    }

    private static String documents(int megabytes) {
        return """
            CREATE TABLE j AS SELECT i AS id, (SELECT jsonb_object_agg('key' || k,
                md5((i * k)::text) || repeat(md5(k::text), 3)) FROM generate_series(1, 20) k) AS document
            FROM generate_series(1, %d) i\
            """.formatted(megabytes * DOCUMENTS_PER_MEGABYTE);
    }

    private String filled(String sql) {
        String database = server.createDatabase();
        server.run(database, sql);
        server.run("postgres", "CHECKPOINT");
        return database;
    }

    private List<String> dump(String uri, String... options) {
        List<String> command =
                new ArrayList<>(List.of(programs.program("pg_dump").toString(), "-d", uri));
        command.addAll(List.of(options));
        command.addAll(List.of("-f", run.folder().resolve("theirs").toString()));
        return command;
    }

    private List<String> create(String uri, String... options) {
        List<String> command = new ArrayList<>(List.of(run.launcher().toString(), "create", "-q", "--dsn", uri));
        command.addAll(List.of("--file", run.folder().resolve("ours.tar").toString()));
        command.addAll(List.of(options));
        return command;
    }

    private void compare(String what, Map<String, List<String>> ways, int times) throws Exception {
        Map<String, List<MeasuredProgram>> measured = new LinkedHashMap<>();
        for (int round = 0; round < times; round++) {
            for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                run.empty();
                measured.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
                        .add(MeasuredProgram.of(way.getValue()));
            }
        }
        List<MeasuredProgram> first = measured.values().iterator().next();
        measured.forEach((name, runs) -> out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f s | %.2f | %.2f s | %.2f | %.0f MiB |%n",
                what,
                name,
                BenchmarkRun.median(runs, MeasuredProgram::wall),
                BenchmarkRun.median(runs, MeasuredProgram::wall) / BenchmarkRun.median(first, MeasuredProgram::wall),
                BenchmarkRun.median(runs, MeasuredProgram::cpu),
                BenchmarkRun.median(runs, MeasuredProgram::cpu)
                        / Math.max(0.01, BenchmarkRun.median(first, MeasuredProgram::cpu)),
                runs.stream().mapToDouble(MeasuredProgram::resident).max().orElse(0)));
    }
}
