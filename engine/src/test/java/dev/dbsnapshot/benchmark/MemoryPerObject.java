package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.backup.SchemaPlan;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaReader;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * States how much heap a backup needs: KiB for each entry of the schema, and nothing for the size of the data. The
 * README tells how to run it. Each number comes from processes of their own: what is live after the model is read, and
 * the smallest heap with which the whole backup passes, which is the peak.
 */
public final class MemoryPerObject {

    private static final int KIB = 1024;
    private static final int SMALLEST_MIB = 4;
    private static final int LARGEST_MIB = 1024;

    private MemoryPerObject() {}

    /** Arguments: the numbers of tables to compare; 1000 and 20000 without. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Integer> sizes = arguments.length == 0
                ? List.of(1000, 20_000)
                : List.of(arguments).stream().map(Integer::valueOf).toList();
        Map<String, String> settings = Map.of("max_locks_per_transaction", "4096", "max_connections", "20");
        try (PostgresServer server = PostgresServer.start(15, settings)) {
            List<Measured> measured = new ArrayList<>();
            for (int tables : sizes) {
                Measured one = ofSchema(server, tables);
                measured.add(one);
                System.out.println(one);
            }
            Measured least = measured.get(0);
            Measured most = measured.get(measured.size() - 1);
            System.out.printf(
                    "each entry more takes %.1f KiB while the model is held, %.1f KiB at the peak%n",
                    perEntry(least.liveKib(), most.liveKib(), least, most),
                    perEntry(least.peakKib(), most.peakKib(), least, most));
            for (int megabytes : List.of(10, 500)) {
                System.out.printf(
                        "one table with %d MB of rows: a heap of %d MiB is enough%n",
                        megabytes, smallestHeap(server, ofData(server, megabytes), "backup"));
            }
        }
    }

    /**
     * What was measured.
     *
     * @param tables the number of tables
     * @param entries the number of entries in the archive
     * @param liveKib what the model takes once it is read
     * @param peakKib the smallest heap
     */
    private record Measured(int tables, int entries, long liveKib, long peakKib) {
        @Override
        public String toString() {
            return String.format(
                    "%d tables, %d entries: %d KiB live after reading (%.1f per entry), smallest heap %d MiB",
                    tables, entries, liveKib, (double) liveKib / entries, peakKib / KIB);
        }
    }

    private static double perEntry(long one, long other, Measured least, Measured most) {
        return (double) (other - one) / Math.max(1, most.entries() - least.entries());
    }

    private static Measured ofSchema(PostgresServer server, int tables) throws IOException, InterruptedException {
        String database = server.createDatabase();
        server.run(database, """
            DO $$ BEGIN
            CREATE TABLE t0 (id serial PRIMARY KEY, other int, name text);
            FOR i IN 1..%d LOOP
              EXECUTE format('CREATE TABLE t%%1$s (id serial PRIMARY KEY, other int REFERENCES t%%2$s,'
                'name text NOT NULL DEFAULT ''x'', created timestamptz, CHECK (id > 0)); CREATE INDEX ON t%%1$s (name);'
                'COMMENT ON TABLE t%%1$s IS ''the table'''
                , i, i - 1);
              IF i %% 100 = 0 THEN COMMIT; END IF;
            END LOOP; END $$;
            """.formatted(tables));
        String[] live = run(LARGEST_MIB, "live", server.uri(database)).strip().split(" ");
        int entries = Integer.parseInt(live[live.length - 2]);
        long bytes = Long.parseLong(live[live.length - 1]);
        int peak = smallestHeap(server, database, "schema");
        server.dropDatabase(database);
        return new Measured(tables, entries, bytes / KIB, (long) peak * KIB);
    }

    private static String ofData(PostgresServer server, int megabytes) {
        String database = server.createDatabase();
        server.run(
                database,
                "CREATE UNLOGGED TABLE big AS SELECT g AS id, repeat(md5(g::text), 31) AS t FROM generate_series(1, "
                        + megabytes * 1000 + ") g");
        return database;
    }

    /** By halves, to 1 MiB or 5 percent. */
    private static int smallestHeap(PostgresServer server, String database, String what)
            throws IOException, InterruptedException {
        int tooSmall = SMALLEST_MIB - 1;
        int enough = LARGEST_MIB;
        while (enough - tooSmall > Math.max(1, enough / 20)) {
            int middle = (int) Math.sqrt((double) tooSmall * enough);
            middle = Math.min(Math.max(middle, tooSmall + 1), enough - 1);
            if (run(middle, what, server.uri(database)).contains("passed")) {
                enough = middle;
            } else {
                tooSmall = middle;
            }
        }
        return enough;
    }

    /** Output of a process with this heap; that of one that has no room left says so, and is not of interest. */
    private static String run(int mebibytes, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + mebibytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                OneRun.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** What runs in the small processes. */
    static final class OneRun {
        private OneRun() {}

        public static void main(String[] arguments) throws IOException {
            ConnectionSpec spec = ConnectionSpec.builder().dsn(arguments[1]).build();
            if (arguments[0].equals("live")) {
                live(spec);
                return;
            }
            Path folder = Files.createTempDirectory("memory");
            Path file = folder.resolve("a.tar");
            try {
                boolean schema = arguments[0].equals("schema");
                Backup.of(spec)
                        .options(schema ? DumpOptions.DEFAULT.with(DumpFlag.SCHEMA_ONLY) : DumpOptions.DEFAULT)
                        .toFile(file)
                        .run();
                System.out.println("passed");
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        }

        private static void live(ConnectionSpec spec) {
            try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.DUMP)) {
                session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                int entries = SchemaPlan.of(session, Kinds.all(), Selection.EVERYTHING)
                        .items()
                        .size();
                // The first time loads all classes and fills the driver's caches.
                Database first = read(session);
                try {
                    long before = used();
                    Database model = read(session);
                    try {
                        System.out.println(entries + " " + (used() - before));
                    } finally {
                        Reference.reachabilityFence(model);
                    }
                } finally {
                    Reference.reachabilityFence(first);
                }
            }
        }

        private static Database read(Session session) {
            return new SchemaReader(Kinds.all(), Catalog.of(session, Selection.EVERYTHING)).read(session);
        }

        private static long used() {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            Runtime runtime = Runtime.getRuntime();
            return runtime.totalMemory() - runtime.freeMemory();
        }
    }
}
