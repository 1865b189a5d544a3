package dev.dbsnapshot.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @Test
    void passesEverythingOnAndCounts() throws SQLException {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            assertThat(lengthThrough(proxy, 100_000, "")).isEqualTo(100_000);
            assertThat(proxy.connections()).isEqualTo(1);
            assertThat(proxy.bytesToClients()).isGreaterThan(100_000);
            assertThat(proxy.bytesToServer()).isPositive();
        }
    }

    @Test
    void cutsConnectionsAfterSoManyBytes() {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.cutAfter(50_000);
            assertThatThrownBy(() -> lengthThrough(proxy, 100_000, "")).isInstanceOf(SQLException.class);
            assertThat(proxy.bytesToClients()).isLessThanOrEqualTo(50_000);
        }
    }

    @Test
    void stallsWithoutClosing() {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.stallAfter(50_000);
            assertThatThrownBy(() -> lengthThrough(proxy, 100_000, "?socketTimeout=1"))
                    .isInstanceOf(SQLException.class)
                    .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void delaysBothDirections() throws SQLException {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.delay(Duration.ofMillis(20));
            long start = System.nanoTime();
            assertThat(lengthThrough(proxy, 1, "")).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(40));
        }
    }

    @Test
    void delaysButDoesNotThrottle() throws SQLException {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.delay(Duration.ofMillis(20));
            long start = System.nanoTime();
            assertThat(lengthThrough(proxy, 20_000_000, "")).isEqualTo(20_000_000);
            // 2,400 pieces would take 48 seconds one after the other.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
        }
    }

    private static int lengthThrough(FaultProxy proxy, int length, String options) throws SQLException {
        String url = "jdbc:postgresql://" + proxy.host() + ":" + proxy.port() + "/postgres" + options;
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT repeat('x', " + length + ")")) {
            row.next();
            return row.getString(1).length();
        }
    }
}
