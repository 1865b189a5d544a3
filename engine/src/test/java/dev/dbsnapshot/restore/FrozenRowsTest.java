package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of tables that the restore makes or empties are visible to all at once: nobody writes their pages again. */
class FrozenRowsTest {

    /**
     * Tables of which pages are not known to be visible to all: ANALYZE looks, and leaves their pages alone. The last
     * pages of a table may be empty, as servers since 16 extend it by many at once ({@code RelationAddBlocks}).
     */
    private static final String NOT_FROZEN = """
        SELECT count(*) FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname <> 'schema_migrations' AND relallvisible < relpages * 0.8
        """;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "PostgreSQL {0}, drop {1}, {2}")
    @CsvSource({
        "15, true, IN_PLACE",
        "15, true, SWAP",
        "15, true, NO_ATOMIC",
        "15, false, IN_PLACE",
        "18, true, IN_PLACE",
        "18, true, SWAP",
        "18, false, IN_PLACE",
        "14, true, IN_PLACE",
        "14, true, SWAP",
        "14, false, IN_PLACE"
    })
    void nothingIsLeftToFreeze(int major, boolean drop, RestoreStrategy strategy) {
        PostgresServer server = PostgresServer.shared(major);
        String database = filled(server);
        Path archive = archive(server, database, DumpOptions.DEFAULT);
        server.run(database, "UPDATE many SET t = 'other' WHERE i % 3 = 0; DELETE FROM part");
        assertThat(notFrozen(server, database)).isEqualTo("3");

        Restore.of(archive, spec(server, database))
                .options(RestoreOptions.DEFAULT
                        .withDrop(drop)
                        .withStrategy(strategy)
                        .withKeepOld(false)
                        .withSafetySnapshot(false)
                        .withJobs(2))
                .run();

        assertThat(notFrozen(server, database)).isEqualTo("0");
        assertThat(server.query(
                        database,
                        "SELECT count(*) FILTER (WHERE t <> 'other') || ' ' || (SELECT count(*) FROM part)"
                                + " FROM many"))
                .isEqualTo("30000 30000");
    }

    @Test
    void rowsThatComeThroughTheRootOfTheirPartitionsAreNot() {
        PostgresServer server = PostgresServer.shared(15);
        String database = filled(server);
        Path archive = archive(server, database, DumpOptions.DEFAULT.with(DumpFlag.LOAD_VIA_PARTITION_ROOT));

        for (RestoreStrategy strategy : RestoreStrategy.values()) {
            Restore.of(archive, spec(server, database))
                    .options(RestoreOptions.DEFAULT
                            .withDrop(true)
                            .withStrategy(strategy)
                            .withKeepOld(false)
                            .withSafetySnapshot(false)
                            .withJobs(2))
                    .run();

            assertThat(server.query(database, "SELECT count(*) FROM part")).isEqualTo("30000");
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}, drop {1}, {2}")
    @CsvSource({
        "15, true, OPEN c FOR SELECT 1;",
        "15, false, OPEN c FOR SELECT 1;",
        "15, false, NULL;",
        "18, true, OPEN c FOR SELECT 1;",
        "18, false, OPEN c FOR SELECT 1;"
    })
    void rowsAreAlsoWhereConstraintsLeaveCursorsOpen(int major, boolean drop, String archived) {
        PostgresServer server = PostgresServer.shared(major);
        String database = filled(server);
        String function = """
            CREATE OR REPLACE FUNCTION leaves() RETURNS boolean LANGUAGE plpgsql AS
                $$DECLARE c %s; BEGIN %s RETURN true; END$$;
            """;
        server.run(database, function.formatted(archived.equals("NULL;") ? "int" : "refcursor", archived));
        server.run(database, """
            CREATE TABLE a (i int CHECK (leaves()));
            INSERT INTO a VALUES (1);
            """);
        Path archive = archive(server, database, DumpOptions.DEFAULT);
        server.run(database, "DELETE FROM a; DELETE FROM part");
        server.run(database, function.formatted("refcursor", "OPEN c FOR SELECT 1;"));

        Restore.of(archive, spec(server, database))
                .options(RestoreOptions.DEFAULT.withDrop(drop).withSafetySnapshot(false))
                .run();

        assertThat(server.query(database, "SELECT (SELECT count(*) FROM a) || ' ' || count(*) FROM part"))
                .isEqualTo("1 30000");
        assertThat(notFrozen(server, database)).isEqualTo("0");
    }

    private static String notFrozen(PostgresServer server, String database) {
        server.run(database, "ANALYZE");
        return server.query(database, NOT_FROZEN);
    }

    /** Without autovacuum, which would come in between and mark the pages. */
    private static String filled(PostgresServer server) {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (1, false);
            CREATE TABLE many (i int PRIMARY KEY, t text) WITH (autovacuum_enabled = false);
            INSERT INTO many SELECT i, repeat('x', 50) FROM generate_series(1, 30000) i;
            CREATE TABLE part (i int, t text) PARTITION BY HASH (i);
            CREATE TABLE part1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0)
                WITH (autovacuum_enabled = false);
            CREATE TABLE part2 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1)
                WITH (autovacuum_enabled = false);
            INSERT INTO part SELECT i, repeat('x', 90) FROM generate_series(1, 30000) i;
            CREATE INDEX ON part (i);
            ALTER TABLE part ADD FOREIGN KEY (i) REFERENCES many;
            """);
        return database;
    }

    private Path archive(PostgresServer server, String database, DumpOptions options) {
        Path archive = folder.resolve(database + ".tar");
        Backup.of(spec(server, database)).options(options).toFile(archive).run();
        return archive;
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
