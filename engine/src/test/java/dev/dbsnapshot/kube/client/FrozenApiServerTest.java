package dev.dbsnapshot.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.kube.tunnel.PodPort;
import dev.dbsnapshot.kube.tunnel.PortForwardTransport;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API server that is there and does not answer any more, which no error of the network tells. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FrozenApiServerTest {

    private final PostgresServer server = PostgresServer.shared(15);
    private final ApiServer apiServer = ApiServer.start();
    private Cluster cluster;
    private PortForwardTransport tunnel;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        cluster = Cluster.open(ClusterSettings.of(List.of(apiServer.kubeconfig(folder))), Duration.ofSeconds(1));
        apiServer.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: postgres-0, namespace: poolside}
            spec: {containers: [{name: postgres, image: postgres}]}
            """);
        apiServer.listens("poolside/postgres-0", 5432, server.host(), server.port());
        tunnel = new PortForwardTransport(cluster.client(), new PodPort("poolside", "postgres-0", 5432));
    }

    @AfterEach
    void stop() {
        cluster.close();
        apiServer.close();
    }

    private static ConnectionSpec spec(String database) {
        return ConnectionSpec.builder()
                .host("postgres.poolside")
                .user("postgres")
                .database(database)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    @Test
    void aSessionThatWaitsIsToldThatNobodyAnswers() {
        try (Session session = new Sessions(spec("postgres"), tunnel).open(SessionPurpose.RESTORE)) {
            session.query("SELECT 1 AS one", row -> row.integer("one"));
            apiServer.faults().freeze();
            assertThatThrownBy(() -> session.query("SELECT 2 AS two", row -> row.integer("two")))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST))
                    .hasStackTraceContaining("the API server, or the way to it, has not answered for too long");
        } finally {
            apiServer.faults().thaw();
        }
    }

    @Test
    void aBackupGoesOnWhenItAnswersAgain() {
        String database = server.createDatabase();
        server.run(
                database, "CREATE TABLE t AS SELECT i, repeat('row ', 50) AS t FROM generate_series(1, 150000) AS i");
        List<String> warnings = new CopyOnWriteArrayList<>();
        Path file = folder.resolve("x.tar");
        boolean[] frozen = {false};
        Backup.of(spec(database))
                .through(tunnel)
                .toFile(file)
                .progress(event -> {
                    if (event instanceof Progress.BytesMoved && !frozen[0]) {
                        frozen[0] = true;
                        apiServer.faults().freeze();
                    } else if (event instanceof Progress.Warning warning) {
                        warnings.add(warning.message());
                        apiServer.faults().thaw();
                    }
                })
                .run();
        assertThat(frozen[0]).isTrue();
        assertThat(Files.exists(file)).isTrue();
        server.dropDatabase(database);
        assertThat(warnings).anyMatch(line -> line.contains("starts afresh, once"));
    }
}
