package dev.dbsnapshot.kube.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import dev.dbsnapshot.testdata.cluster.Poolside;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a database, and what is said of those that do not work. */
class RouteSearchTest {

    /** Leads to this machine, and is neither a Service nor the loopback of a pod. */
    private static final String OUTSIDE = "0.0.0.0";

    private final PostgresServer postgres = PostgresServer.shared(15);
    private final Poolside poolside = Poolside.start("forge");
    private final ApiServer server = poolside.server();
    private final List<String> said = new ArrayList<>();
    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path folder) {
        cluster = Cluster.open(ClusterSettings.of(List.of(poolside.server().kubeconfig(folder))));
        server.apply("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: primary, namespace: poolside}
            spec:
              replicas: 1
              selector: {matchLabels: {app: postgres, role: primary}}
              template:
                metadata: {labels: {app: postgres, role: primary}}
                spec: {containers: [{name: main, image: postgres, ports: [{name: pg, containerPort: 5432}]}]}
            """);
        server.listens("poolside/primary-0", 5432, postgres.host(), postgres.port());
    }

    @AfterEach
    void stop() {
        cluster.close();
        poolside.close();
    }

    private Route find(String host, int port, Via via) {
        return new RouteSearch(cluster, Application.CORE_API, said::add).find(spec(host, port), via);
    }

    private static ConnectionSpec spec(String host, int port) {
        return ConnectionSpec.builder()
                .host(host)
                .port(port)
                .user("postgres")
                .database("postgres")
                .build();
    }

    private String answer(Route route, String host, int port) {
        try (Session session = new Sessions(spec(host, port), route.transport()).open(SessionPurpose.DUMP)) {
            return session.query("SELECT 'yes' AS answer", row -> row.text("answer"))
                    .get(0);
        }
    }

    @Test
    void ofSeveralPodsThePrimaryIsTaken() {
        Route route = find("postgres", 5432, Via.AUTO);
        assertThat(route.description()).contains("pod poolside/primary-0 port 5432");
        assertThat(answer(route, "postgres", 5432)).isEqualTo("yes");
    }

    @Test
    void aDatabaseOutsideIsReachedThroughTheApplicationsPod() {
        Route route = find(OUTSIDE, postgres.port(), Via.AUTO);
        assertThat(said)
                .singleElement()
                .asString()
                .contains("tunnel: the database is outside the cluster")
                .contains("trying exec");
        assertThat(route.description()).contains("exec");
        assertThat(answer(route, OUTSIDE, postgres.port())).isEqualTo("yes");
    }

    @Test
    void whoMayNotSeeTheServiceGoesThroughTheApplicationsPod() {
        server.refuse("GET .*/services", 403);
        Route route = find(OUTSIDE, postgres.port(), Via.AUTO);
        assertThat(said)
                .singleElement()
                .asString()
                .contains("tunnel: listing Services")
                .contains("403")
                .contains("trying exec");
        assertThat(answer(route, OUTSIDE, postgres.port())).isEqualTo("yes");
        assertThatThrownBy(() -> find(OUTSIDE, postgres.port(), Via.TUNNEL))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE));
    }

    @Test
    void withoutExecTheHostIsReachedDirectly() {
        server.refuse("/exec", 403);
        Route route = find(OUTSIDE, postgres.port(), Via.AUTO);
        assertThat(said).hasSize(2).last().asString().contains("pods/exec").contains("trying direct");
        assertThat(answer(route, OUTSIDE, postgres.port())).isEqualTo("yes");
    }

    @Test
    void whenNoWayWorksEachOneIsTold() {
        server.refuse("/(portforward|exec)", 403);
        assertThatThrownBy(() -> find("nowhere.invalid", 5432, Via.AUTO))
                .hasMessageContaining("tunnel: ")
                .hasMessageContaining("exec: ")
                .hasMessageContaining("direct: ")
                .hasMessageContaining("--via");
    }

    @Test
    void aWayThatIsNamedIsTheOnlyOne() {
        assertThatThrownBy(() -> find(OUTSIDE, postgres.port(), Via.TUNNEL))
                .hasMessageContaining("outside the cluster");
        assertThat(said).isEmpty();
    }
}
