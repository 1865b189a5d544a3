package dev.dbsnapshot.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {

    static List<Integer> majors() {
        return IntStream.rangeClosed(PostgresServer.OLDEST, PostgresServer.NEWEST)
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void everySampleCanBeMadeOnEveryMajorThatItIsFor(int major) {
        PostgresServer server = PostgresServer.shared(major);
        for (Sample sample : Samples.of(major)) {
            assertThat(sample.createOn(server)).isNotEmpty();
        }
    }

    @Test
    void theApplicationHasAtLeastSixtyTables() throws SQLException {
        PostgresServer server = PostgresServer.shared(15);
        String database = Samples.APPLICATION.createOn(server);
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                        """)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isGreaterThanOrEqualTo(60);
        }
    }
}
