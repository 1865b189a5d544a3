package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a schema dump waits for the network: each round trip through a port-forward costs 10 to 50 ms, whatever
 * the database holds.
 */
class RoundTripsTest {

    @TempDir
    private Path folder;

    @Test
    void theNumberOfRoundTripsIsTheSameForTenTablesAndForFiveHundred() {
        compare(10, 500);
    }

    @Test
    @Tag("long")
    void theNumberOfRoundTripsIsTheSameForTenTablesAndForFiveThousand() {
        compare(10, 5000);
    }

    private void compare(int few, int many) {
        try (PostgresServer server = PostgresServer.start(15, Map.of("max_locks_per_transaction", "256"))) {
            int turns = turns(server, fill(server, few));
            assertThat(turns(server, fill(server, many))).isEqualTo(turns).isLessThan(150);
        }
    }

    /** With tables, and for each of them two indexes, a foreign key, a sequence and a default. */
    private static String fill(PostgresServer server, int tables) {
        String database = server.createDatabase();
        server.run(database, """
                DO $$ BEGIN
                CREATE TABLE t0 (id serial PRIMARY KEY, other int, name text);
                FOR i IN 1..%d LOOP
                  EXECUTE format('CREATE TABLE t%%s (id serial PRIMARY KEY, other int REFERENCES t%%s, name text)',
                                 i, i - 1);
                  EXECUTE format('CREATE INDEX ON t%%s (name)', i);
                  IF i %% 100 = 0 THEN COMMIT; END IF;
                END LOOP; END $$;
                """.formatted(tables));
        return database;
    }

    private int turns(PostgresServer server, String database) {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            ConnectionSpec spec = ConnectionSpec.builder()
                    .host(proxy.host())
                    .port(proxy.port())
                    .user(server.user())
                    .database(database)
                    .build();
            Backup.of(spec)
                    .options(DumpOptions.DEFAULT.with(DumpFlag.SCHEMA_ONLY))
                    .toFile(folder.resolve(database + ".tar"))
                    .run();
            return proxy.turns();
        }
    }
}
