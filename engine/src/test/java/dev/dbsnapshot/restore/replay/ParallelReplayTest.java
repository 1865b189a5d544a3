package dev.dbsnapshot.restore.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several connections make what pg_restore makes with one. */
class ParallelReplayTest {

    private static final RestoreOptions SWAP = RestoreOptions.DEFAULT
            .withDrop(true)
            .withStrategy(RestoreStrategy.SWAP)
            .withKeepOld(false)
            .withJobs(4);

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(15);
    private final RealPrograms programs = RealPrograms.of(15);

    @ParameterizedTest
    @ValueSource(strings = {"application", "relations", "table_objects", "shop"})
    void theResultIsPgRestores(String sample) {
        Path archive = archive(Samples.named(sample).createOn(server));
        String wanted = server.createDatabase();
        programs.restore(server, wanted, archive, "--no-owner", "--no-privileges");
        String target = target();

        Restore.of(archive, spec(target)).options(SWAP).run();

        assertThat(dump(target)).containsExactlyElementsOf(dump(wanted));
    }

    @Test
    void keysOfPartitionedTablesWaitForTheRowsOfAllPartitions() {
        String source = server.createDatabase();
        server.run(source, """
            CREATE TABLE parent (id int PRIMARY KEY) PARTITION BY RANGE (id);
            CREATE TABLE parent1 PARTITION OF parent FOR VALUES FROM (0) TO (1000);
            CREATE TABLE parent2 PARTITION OF parent FOR VALUES FROM (1000) TO (1000000);
            INSERT INTO parent SELECT generate_series(0, 50000);
            CREATE TABLE child (id int, parent int REFERENCES parent) PARTITION BY LIST (id);
            CREATE TABLE child1 PARTITION OF child FOR VALUES IN (1);
            CREATE TABLE child2 PARTITION OF child DEFAULT;
            INSERT INTO child SELECT i % 2, i FROM generate_series(0, 50000) i;
            CREATE INDEX ON child (parent);
            """);
        Path archive = archive(source);
        String target = target();

        Restore.of(archive, spec(target)).options(SWAP).run();

        assertThat(dump(target)).containsExactlyElementsOf(dump(source));
    }

    @Test
    void theFirstFailureStopsAllAndIsNamed() {
        String source = server.createDatabase();
        server.run(source, """
            CREATE TABLE many AS SELECT i, repeat('x', 500) AS t FROM generate_series(1, 100000) i;
            CREATE TABLE few (i int);
            INSERT INTO few VALUES (1), (1);
            CREATE UNIQUE INDEX first ON few (i) WHERE i > 1;
            UPDATE pg_index SET indpred = NULL WHERE indexrelid = 'first'::regclass;
            """);
        Path archive = archive(source);
        String target = target();

        assertThatThrownBy(() -> Restore.of(archive, spec(target)).options(SWAP).run())
                .isInstanceOfSatisfying(SnapshotException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SERVER);
                    assertThat(e.sqlState()).contains("23505");
                    assertThat(e)
                            .hasMessageContaining("INDEX public.first")
                            .hasMessageContaining("CREATE UNIQUE INDEX");
                });
        assertUntouched(target);
    }

    /** Small definitions go together in one message. */
    @Test
    void theOneThatFailsAmongManySmallOnesIsNamed() {
        String source = server.createDatabase();
        server.run(source, """
            DO $$ BEGIN FOR i IN 1..80 LOOP
                EXECUTE format('CREATE TABLE t%s (i int); INSERT INTO t%1$s VALUES (1), (1); CREATE INDEX t%1$s_i ON t%1$s (i)', i);
            END LOOP; END $$;
            CREATE UNIQUE INDEX t40_first ON t40 (i) WHERE i > 1;
            UPDATE pg_index SET indpred = NULL WHERE indexrelid = 't40_first'::regclass;
            """);
        Path archive = archive(source);
        String target = target();

        assertThatThrownBy(() -> Restore.of(archive, spec(target))
                        .options(SWAP.withJobs(2))
                        .run())
                .hasMessageContaining("INDEX public.t40_first")
                .hasMessageContaining("CREATE UNIQUE INDEX t40_first");
        assertUntouched(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "data", "check", "swap"})
    void anInterruptionLeavesNothing(String phase) {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE t AS SELECT i, repeat('x', 500) AS t FROM generate_series(1, 50000) i");
        Path archive = archive(source);
        String target = target();
        Thread restoring = Thread.currentThread();

        assertThatThrownBy(() -> Restore.of(archive, spec(target))
                        .options(SWAP)
                        .progress(event -> {
                            if (event.equals(new Progress.PhaseStarted(phase))) {
                                restoring.interrupt();
                            }
                        })
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertUntouched(target);
    }

    private void assertUntouched(String target) {
        assertThat(server.query(target, "SELECT count(*) FROM old")).isEqualTo("0");
        assertThat(server.query("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + target + "\\_%'"))
                .isEqualTo("0");
        assertThat(server.query(
                        "postgres",
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'db-snapshot%' AND datname"
                                + " = '"
                                + target + "'"))
                .isEqualTo("0");
    }

    private String target() {
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE old ()");
        return target;
    }

    private Path archive(String database) {
        return Backup.of(spec(database))
                .toFile(folder.resolve(database + ".tar"))
                .run()
                .file();
    }

    private List<String> dump(String database) {
        return programs.dump(server, database, "--no-owner", "--no-privileges", "--restrict-key=x")
                .orThrow()
                .text()
                .lines()
                .toList();
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
