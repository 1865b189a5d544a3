package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 20, 25})
    void rowsComeOneByOneInTheirOrderHoweverManyAreFetchedAtOnce(int count) {
        PostgresServer server = PostgresServer.shared(15);
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri("postgres")).build();
        try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.DUMP)) {
            session.execute("BEGIN");
            for (int again = 0; again < 2; again++) {
                List<Integer> seen = new ArrayList<>();
                session.forEach(
                        "SELECT g AS i FROM generate_series(1, " + count + ") g ORDER BY g",
                        10,
                        row -> seen.add(row.integer("i")));
                assertThat(seen)
                        .isEqualTo(IntStream.rangeClosed(1, count).boxed().toList());
            }
            assertThat(session.query("SELECT count(*) AS n FROM pg_cursors", row -> row.integer("n")))
                    .containsExactly(0);
            session.execute("COMMIT");
        }
    }
}
