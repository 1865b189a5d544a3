package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.RestorePreview.BlockingSession;
import dev.dbsnapshot.testdata.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockHoldersTest {

    /** Whoever may not see what others do sees of autovacuum only that it holds locks. */
    @Test
    void autovacuumIsInNobodysWay() throws SQLException {
        try (PostgresServer server = PostgresServer.start(15, Map.of("autovacuum_naptime", "1s"))) {
            String database = server.createDatabase();
            server.run(database, """
                CREATE ROLE anybody LOGIN;
                CREATE TABLE vacuumed (i int) WITH (autovacuum_vacuum_threshold = 0,
                    autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
                INSERT INTO vacuumed SELECT generate_series(1, 100000);
                DELETE FROM vacuumed;
                CREATE TABLE held (i int);
                """);
            try (Connection connection = server.connect(database);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("LOCK TABLE held");
                while (!server.query(database, """
                    SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                    WHERE backend_type = 'autovacuum worker' AND relation = 'vacuumed'::regclass AND granted
                    """).equals("1")) {
                    Thread.onSpinWait();
                }

                assertThat(seenBy("anybody", server, database)).containsExactly("public.held");
                assertThat(seenBy("postgres", server, database)).containsExactly("public.held");
            }
        }
    }

    private static List<String> seenBy(String role, PostgresServer server, String database) {
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri(database)).user(role).build();
        try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.RESTORE)) {
            return LockHolders.read(session).stream()
                    .map(BlockingSession::object)
                    .toList();
        }
    }
}
