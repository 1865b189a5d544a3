package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Our restores beside pg_restore's, interleaved, as ratios. Arguments: how many rounds (3), how many thousand rows (1000).
 */
public final class RestoreBenchmark {

    private static final int MAJOR = 15;

    private final PostgresServer server;
    private final RealPrograms programs = RealPrograms.of(MAJOR);
    private final Path folder;
    private final PrintStream out;

    private RestoreBenchmark(PostgresServer server, Path folder, PrintStream out) {
        this.server = server;
        this.folder = folder;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int thousands = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        Path folder = Files.createTempDirectory("restore-benchmark");
        try (PostgresServer server =
                PostgresServer.start(MAJOR, Map.of("max_wal_size", "8GB", "shared_buffers", "256MB"))) {
            RestoreBenchmark benchmark = new RestoreBenchmark(server, folder, System.out);
            benchmark.inPlace(rounds, thousands);
            benchmark.dataOnly(rounds, thousands);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** Everything dropped and made again, one connection, out of the same tar. */
    private void inPlace(int rounds, int thousands) throws Exception {
        String source = source(thousands);
        Path tar = dump(source);
        String theirs = server.createDatabase();
        String ours = server.createDatabase();
        new Contest("in place, one connection, " + Files.size(tar) / (1 << 20) + " MB")
                .with(
                        "pg_restore --clean --if-exists",
                        () -> {},
                        () -> programs.restore(server, theirs, tar, "--clean", "--if-exists"))
                .with("db-snapshot restore --drop", () -> {}, () -> restore(tar, ours)
                        .options(RestoreOptions.DEFAULT.withSafetySnapshot(false))
                        .drop(true)
                        .run())
                .run(rounds, out);
        server.dropDatabase(theirs);
        server.dropDatabase(ours);
        server.dropDatabase(source);
    }

    /** Rows of a table with a primary key and two indexes replaced, the schema kept. */
    private void dataOnly(int rounds, int thousands) throws Exception {
        String database = source(thousands);
        Path tar = dump(database);
        new Contest("data-only, a table with a primary key and two indexes")
                .with(
                        "pg_restore --data-only, indexes kept",
                        () -> server.run(database, "TRUNCATE event, schema_migrations, account"),
                        () -> programs.restore(server, database, tar, "--data-only"))
                .with("db-snapshot, indexes made again", () -> {}, () -> restore(tar, database)
                        .options(RestoreOptions.DEFAULT.withSafetySnapshot(false))
                        .run())
                .run(rounds, out);
        server.dropDatabase(database);
    }

    private String source(int thousands) {
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
            """.formatted(thousands * 1000));
        server.run(database, "VACUUM ANALYZE");
        return database;
    }

    private Path dump(String database) {
        Path tar = folder.resolve(database + ".tar");
        programs.dump(server, database, "-Ft", "--no-owner", "--no-privileges", "-f", tar.toString());
        return tar;
    }

    private Restore restore(Path tar, String database) {
        return Restore.of(
                tar, ConnectionSpec.builder().dsn(server.uri(database)).build());
    }
}
