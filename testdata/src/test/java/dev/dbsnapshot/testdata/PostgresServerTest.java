package dev.dbsnapshot.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerTest {

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void everySupportedMajorStarts(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        String database = server.createDatabase();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version_num")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1) / 10000).isEqualTo(major);
        }
    }
}
