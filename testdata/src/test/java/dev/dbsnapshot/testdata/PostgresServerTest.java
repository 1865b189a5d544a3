package dev.dbsnapshot.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerTest {

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void everySupportedMajorStarts(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        String database = server.createDatabase();
        assertThat(Integer.parseInt(query(server, database, "SHOW server_version_num")) / 10000)
                .isEqualTo(major);
    }

    @Test
    void aServerOfItsOwnHasItsSettingsAndALog() throws SQLException {
        try (PostgresServer server = PostgresServer.start(15, Map.of("work_mem", "7MB", "log_statement", "all"))) {
            assertThat(query(server, "postgres", "SHOW work_mem")).isEqualTo("7MB");
            assertThat(server.log()).contains("SHOW work_mem");
        }
    }

    @Test
    void aKilledServerStartsAgainWithItsData() throws SQLException {
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            String database = server.createDatabase();
            server.run(database, "CREATE TABLE a AS SELECT 42 AS answer");
            server.kill();
            assertThatThrownBy(() -> query(server, database, "SELECT 1")).isInstanceOf(SQLException.class);
            server.startAgain();
            assertThat(query(server, database, "SELECT answer FROM a")).isEqualTo("42");
            assertThat(server.log()).contains("automatic recovery in progress");
            server.stop();
            server.startAgain();
            assertThat(query(server, database, "SELECT answer FROM a")).isEqualTo("42");
        }
    }

    @Test
    void nothingIsLeftOfAClosedServer() {
        PostgresServer server = PostgresServer.start(15, Map.of());
        Path data = server.dataDirectory().orElse(Path.of("in a container"));
        server.close();
        assertThat(Files.exists(data)).isFalse();
    }

    @Test
    void rootRunsServersAsSomebodyElse() {
        if ("root".equals(System.getProperty("user.name"))) {
            assertThat(RunAs.ways().stream().filter(RunAs::works)).isNotEmpty().allSatisfy(way -> assertThat(
                            way.execute(Path.of("/"), List.of("id", "-u"))
                                    .output()
                                    .trim())
                    .isNotEqualTo("0"));
        } else {
            assertThat(RunAs.detect().prefix()).isEmpty();
        }
    }

    private static String query(PostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
