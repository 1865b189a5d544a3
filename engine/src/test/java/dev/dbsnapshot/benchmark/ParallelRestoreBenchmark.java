package dev.dbsnapshot.benchmark;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Restores by two connections beside pg_restore's two ways, interleaved, as ratios: three tables with nine indexes and
 * two foreign keys. Arguments: how many rounds (3), how many thousand rows the largest has (2000).
 */
public final class ParallelRestoreBenchmark {

    private static final int MAJOR = 15;

    private final PostgresServer server;
    private final RealPrograms programs = RealPrograms.of(MAJOR);
    private String target = "";

    private ParallelRestoreBenchmark(PostgresServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int thousands = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000;
        Path folder = Files.createTempDirectory("restore-benchmark");
        Path tar = folder.resolve("x.tar");
        Path custom = folder.resolve("x.custom");
        try (PostgresServer server =
                PostgresServer.start(MAJOR, Map.of("max_wal_size", "8GB", "shared_buffers", "256MB"))) {
            new ParallelRestoreBenchmark(server).run(tar, custom, rounds, thousands * 1000L);
        } finally {
            Files.deleteIfExists(tar);
            Files.deleteIfExists(custom);
            Files.delete(folder);
        }
    }

    private void run(Path tar, Path custom, int rounds, long rows) throws Exception {
        String source = source(rows);
        Backup.of(spec(source)).toFile(tar).run();
        programs.dump(server, source, "-Fc", "-f", custom.toString());
        server.dropDatabase(source);
        new Contest("two connections, " + Files.size(tar) / (1 << 20) + " MB")
                .with("pg_restore, tar", this::newTarget, () -> programs.restore(server, target, tar))
                .with(
                        "pg_restore -j2, custom format",
                        this::newTarget,
                        () -> programs.restore(server, target, custom, "-j2"))
                .with("db-snapshot --strategy swap --jobs 2", this::newTarget, () -> restore(tar, RestoreStrategy.SWAP))
                .with(
                        "db-snapshot --no-atomic --jobs 2",
                        this::newTarget,
                        () -> restore(tar, RestoreStrategy.NO_ATOMIC))
                .run(rounds, System.out);
    }

    /** An old database that has next to nothing to lose, so that only what is made is measured. */
    private void newTarget() {
        if (!target.isEmpty()) {
            server.dropDatabase(target);
        }
        target = server.createDatabase();
        server.run(target, "CREATE TABLE old ()");
        server.run("postgres", "CHECKPOINT");
    }

    private void restore(Path tar, RestoreStrategy strategy) {
        Restore.of(tar, spec(target))
                .options(RestoreOptions.DEFAULT
                        .withDrop(true)
                        .withStrategy(strategy)
                        .withJobs(2)
                        .withKeepOld(false)
                        .withSafetySnapshot(false))
                .run();
    }

    private String source(long rows) {
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
            """.formatted(rows));
        return database;
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
