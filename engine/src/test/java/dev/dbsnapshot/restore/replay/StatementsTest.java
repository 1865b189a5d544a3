package dev.dbsnapshot.restore.replay;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.testdata.PostgresServer;
import org.junit.jupiter.api.Test;

class StatementsTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @Test
    void aGroupThatSucceedsOneByOneLeavesNoSavepointInWhichOlderTablesAreNotNew() {
        String database = server.createDatabase();
        server.run(database, "CREATE SEQUENCE attempts");
        try (Session session = new Sessions(
                        ConnectionSpec.builder().dsn(server.uri(database)).build(), new Direct())
                .open(SessionPurpose.RESTORE)) {
            session.execute("BEGIN");
            Statements statements = new Statements(session);
            statements.add("table", "CREATE TABLE public.made (i int)");
            statements.flush();
            statements.add("first", "SELECT 1");
            statements.add("fails once", "SELECT 1 / (nextval('public.attempts') - 1)");

            statements.flush();

            assertThatCode(() -> session.execute("COPY public.made FROM '/dev/null' WITH (FREEZE); COMMIT"))
                    .doesNotThrowAnyException();
        }
    }
}
