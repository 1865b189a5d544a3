package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a schema dump waits for the network: each round trip through a port-forward costs 10 to 50 ms, whatever
 * the database holds. The line here has a delay of 20 ms each way; what the proxy counts times 40 ms is what the line
 * costs, and the same for every number of objects.
 */
class RoundTripsTest {

    private static final Pattern STATEMENT = Pattern.compile("LOG:  (?:statement|execute [^:]*): ");

    @TempDir
    private Path folder;

    @Test
    void theNumberOfRoundTripsIsTheSameForTenTablesAndForSixHundred() {
        compare(10, 600);
    }

    @Test
    @Tag("long")
    void theNumberOfRoundTripsIsTheSameForTenTablesAndForFiveThousand() {
        compare(10, 5000);
    }

    private void compare(int few, int many) {
        try (PostgresServer server = PostgresServer.start(15, Map.of("max_locks_per_transaction", "256"))) {
            Counted counted = dump(server, fill(server, few));
            assertThat(dump(server, fill(server, many))).isEqualTo(counted);
            assertThat(counted.turns()).isLessThan(35);
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

    private Counted dump(PostgresServer server, String database) {
        server.run("postgres", "ALTER DATABASE " + database + " SET log_statement = 'all'");
        int before = server.log().length();
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.delay(Duration.ofMillis(20));
            ConnectionSpec spec = ConnectionSpec.builder()
                    .host(proxy.host())
                    .port(proxy.port())
                    .user(server.user())
                    .database(database)
                    .build();
            long started = System.nanoTime();
            Backup.of(spec)
                    .options(DumpOptions.DEFAULT.with(DumpFlag.SCHEMA_ONLY))
                    .toFile(folder.resolve(database + ".tar"))
                    .run();
            long millis = (System.nanoTime() - started) / 1_000_000;
            long statements =
                    STATEMENT.matcher(server.log().substring(before)).results().count();
            Counted counted = new Counted(proxy.connections(), proxy.turns(), statements);
            System.out.printf("%s: %s, %d ms%n", database, counted, millis); // Time is for people.
            return counted;
        }
    }

    /** What the proxy and the server's log count. */
    private record Counted(int connections, int turns, long statements) {}
}
