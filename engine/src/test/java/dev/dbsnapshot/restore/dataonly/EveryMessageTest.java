package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection cut at every message of a data-only restore: the database is the old one, or the new one after success. */
@Tag("long")
class EveryMessageTest {

    private static final int MAJOR = 15;
    private static final int MOST = 300;

    private static final String CONTENT = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (1, false);
        CREATE TABLE part (id serial PRIMARY KEY, name text, whole int);
        CREATE TABLE whole (id int PRIMARY KEY, first int REFERENCES part DEFERRABLE);
        ALTER TABLE part ADD FOREIGN KEY (whole) REFERENCES whole;
        INSERT INTO part (name) SELECT repeat('p', 80) || i FROM generate_series(1, 4000) i;
        INSERT INTO whole SELECT i, i FROM generate_series(1, 20) i;
        UPDATE part SET whole = id WHERE id <= 20;
        CREATE INDEX by_name ON part (name);
        ALTER TABLE whole ENABLE ROW LEVEL SECURITY;
        ALTER TABLE whole FORCE ROW LEVEL SECURITY;
        CREATE POLICY none ON whole USING (false);
        CREATE TRIGGER swallows BEFORE INSERT ON part FOR EACH ROW
            EXECUTE FUNCTION suppress_redundant_updates_trigger();
        CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM part;
        SELECT lo_from_bytea(8001, 'first');
        """;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);

    @Test
    void leavesTheOldOrTheNew() {
        String role = "message_owner" + System.nanoTime();
        server.run("postgres", "CREATE ROLE " + role + " LOGIN");
        String database = server.createDatabase("OWNER " + role);
        server.run(database, "ALTER SCHEMA public OWNER TO " + role + "; SET ROLE " + role + ";" + CONTENT);
        Path archive = folder.resolve("content.tar");
        Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(archive)
                .run();
        String wanted = DatabaseState.data(server, database);
        String catalog = DatabaseState.catalog(server, database);
        int messages = complete(archive, database, role);
        List<String> wrong = new ArrayList<>();
        int reached = 0;
        for (int message = 1; message <= Math.min(messages, MOST); message++) {
            change(database, role);
            String old = DatabaseState.data(server, database);
            boolean succeeded = false;
            try (FaultProxy proxy = FaultProxy.before(server)) {
                proxy.cutAtQuestion(message);
                try {
                    restore(archive, proxy, database, role);
                    succeeded = true;
                } catch (SnapshotException e) {
                    assertThat(e.getMessage()).doesNotContain("\n");
                }
                reached += proxy.questions() >= message ? 1 : 0;
            }
            String now = DatabaseState.data(server, database);
            if (!now.equals(succeeded ? wanted : old)
                    || !DatabaseState.catalog(server, database).equals(catalog)) {
                wrong.add("message " + message + (succeeded ? " (told success)" : " (told failure)"));
            }
        }
        System.out.println("data-only restore: cut at " + reached + " of " + messages + " messages, " + wrong.size()
                + " of them left something else than the old or the new database");

        assertThat(wrong).isEmpty();
        assertThat(reached).isEqualTo(Math.min(messages, MOST));
    }

    /** How many messages a restore takes that nothing disturbs. */
    private int complete(Path archive, String database, String role) {
        change(database, role);
        try (FaultProxy proxy = FaultProxy.before(server)) {
            restore(archive, proxy, database, role);
            return proxy.questions();
        }
    }

    private void change(String database, String role) {
        server.run(
                database,
                "SET ROLE " + role + "; UPDATE part SET name = 'changed' WHERE id % 7 = 0; SELECT"
                        + " nextval('part_id_seq'); SELECT lo_put(8001, 0, ('second ' ||"
                        + " nextval('part_id_seq'))::bytea); REFRESH MATERIALIZED VIEW counted");
    }

    private static void restore(Path archive, FaultProxy proxy, String database, String role) {
        Restore.of(
                        archive,
                        ConnectionSpec.builder()
                                .host(proxy.host())
                                .port(proxy.port())
                                .database(database)
                                .user(role)
                                .build())
                .options(RestoreOptions.DEFAULT.withSafetySnapshot(false))
                .run();
    }
}
