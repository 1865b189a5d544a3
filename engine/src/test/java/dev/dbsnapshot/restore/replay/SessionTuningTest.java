package dev.dbsnapshot.restore.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.replay.SessionTuning.Task;
import dev.dbsnapshot.testdata.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTuningTest {

    private static final long TERABYTE = 1L << 40;

    private final PostgresServer server = PostgresServer.shared(15);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CREATE INDEX i ON public.t USING btree (a)              | SORTED_INDEX
        CREATE UNIQUE INDEX i ON public.t USING btree (a)       | SORTED_INDEX
        ALTER TABLE ONLY public.t ADD CONSTRAINT p PRIMARY KEY (a) | SORTED_INDEX
        CREATE INDEX i ON public.t USING gin (a)                | ANYTHING
        CREATE INDEX i ON public.t USING hnsw (a vector_l2_ops) | ANYTHING
        ALTER TABLE ONLY public.t ADD CONSTRAINT e EXCLUDE USING gist (a WITH &&) | ANYTHING
        """)
    void onlyIndexesThatSortAreSorted(String definition, Task task) {
        assertThat(Task.ofIndex(definition)).isEqualTo(task);
    }

    @Test
    void theSettingsAreThoseOfTheTaskAndGoBackAfterIt() {
        try (Session session = new Sessions(
                        ConnectionSpec.builder().dsn(server.uri("postgres")).build(), new Direct())
                .open(SessionPurpose.RESTORE)) {
            session.execute("BEGIN; SET LOCAL max_parallel_maintenance_workers = 0");
            SessionTuning tuning = SessionTuning.ofTransaction(session, TERABYTE / 1000);
            session.execute(tuning.begin());
            String before = settings(session);

            session.execute(tuning.before(Task.SORTED_INDEX));
            assertThat(settings(session)).isEqualTo("16836kB 4");
            session.execute(tuning.before(Task.FOREIGN_KEY));
            assertThat(settings(session)).isEqualTo("16836kB 1");
            assertThat(tuning.before(Task.FOREIGN_KEY)).isEmpty();
            session.execute(tuning.before(Task.ANYTHING));
            assertThat(settings(session)).isEqualTo(before);
        }
    }

    private static String settings(Session session) {
        return session.query(
                        "SELECT current_setting('maintenance_work_mem') || ' ' || current_setting('random_page_cost')"
                                + " AS s",
                        row -> row.text("s"))
                .get(0);
    }
}
