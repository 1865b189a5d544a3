package dev.dbsnapshot.kube.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.tunnel.PodPort;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Given Services, Endpoints and pods as PostgreSQL is run with, when a host is followed, then the pods behind it. */
class TargetSearchTest {

    private final ApiServer server = ApiServer.start();
    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path folder) {
        cluster = Cluster.open(ClusterSettings.of(List.of(server.kubeconfig(folder))));
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.close();
    }

    private List<PodPort> pods(String host, int port) {
        return ((Target.Pods) new TargetSearch(cluster, Optional.of("core-api-1")).find(host, port)).pods();
    }

    private Target.Outside outside(String host, int port) {
        return (Target.Outside) new TargetSearch(cluster, Optional.empty()).find(host, port);
    }

    private void pod(String name, String address, boolean ready, String labels, String ports) {
        server.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: poolside, labels: {%s}}
            spec: {containers: [{name: postgres, image: postgres, ports: [%s]}]}
            status: {phase: Running, podIP: %s, conditions: [{type: Ready, status: "%s"}]}
            """.formatted(name, labels, ports, address, ready ? "True" : "False"));
    }

    @Test
    void aServiceWithANamedPortLeadsToItsReadyPods() {
        pod("postgres-0", "10.0.0.1", true, "app: postgres", "{name: pg, containerPort: 5433}");
        pod("postgres-1", "10.0.0.2", false, "app: postgres", "{name: pg, containerPort: 5433}");
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: postgres, namespace: poolside}
            spec: {clusterIP: 10.96.0.7, selector: {app: postgres}, ports: [{name: db, port: 5432, targetPort: pg}]}
            """);
        for (String host : List.of(
                "postgres",
                "postgres.poolside",
                "postgres.poolside.svc",
                "postgres.poolside.svc.cluster.local",
                "postgres.poolside.svc.cluster.local.",
                "10.96.0.7")) {
            assertThat(pods(host, 5432)).as(host).containsExactly(new PodPort("poolside", "postgres-0", 5433));
        }
    }

    @Test
    void bitnamiHasAPrimaryServiceAndAHeadlessOneThatTranslatesNoPort() {
        pod(
                "pg-postgresql-primary-0",
                "10.0.0.1",
                true,
                "app.kubernetes.io/component: primary",
                "{name: tcp-postgresql, containerPort: 5432}");
        pod(
                "pg-postgresql-read-0",
                "10.0.0.2",
                true,
                "app.kubernetes.io/component: read",
                "{name: tcp-postgresql, containerPort: 5432}");
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: pg-postgresql-primary, namespace: poolside}
            spec: {selector: {app.kubernetes.io/component: primary}, ports: [{name: tcp-postgresql, port: 5432, targetPort: tcp-postgresql}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: pg-postgresql-primary-hl, namespace: poolside}
            spec: {clusterIP: None, selector: {app.kubernetes.io/component: primary}, ports: [{port: 5432, targetPort: tcp-postgresql}]}
            """);
        PodPort primary = new PodPort("poolside", "pg-postgresql-primary-0", 5432);
        assertThat(pods("pg-postgresql-primary", 5432)).containsExactly(primary);
        assertThat(pods("pg-postgresql-primary-hl", 5432)).containsExactly(primary);
        assertThat(pods("pg-postgresql-primary-0.pg-postgresql-primary-hl.poolside.svc.cluster.local", 5432))
                .containsExactly(primary);
        assertThat(pods("pg-postgresql-primary-0.pg-postgresql-primary-hl", 5432))
                .containsExactly(primary);
    }

    @Test
    void cloudNativePgChoosesByTheRoleOfTheInstance() {
        pod(
                "forge-1",
                "10.0.0.1",
                true,
                "cnpg.io/cluster: forge, cnpg.io/instanceRole: replica",
                "{name: postgresql, containerPort: 5432}");
        pod(
                "forge-2",
                "10.0.0.2",
                true,
                "cnpg.io/cluster: forge, cnpg.io/instanceRole: primary",
                "{name: postgresql, containerPort: 5432}");
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: forge-rw, namespace: poolside}
            spec: {selector: {cnpg.io/cluster: forge, cnpg.io/instanceRole: primary}, ports: [{name: postgres, port: 5432, targetPort: 5432}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: forge-r, namespace: poolside}
            spec: {selector: {cnpg.io/cluster: forge}, ports: [{name: postgres, port: 5432, targetPort: 5432}]}
            """);
        assertThat(pods("forge-rw", 5432)).containsExactly(new PodPort("poolside", "forge-2", 5432));
        assertThat(pods("forge-r", 5432)).hasSize(2);
    }

    @Test
    void zalandoLetsPatroniWriteTheEndpointsOfAServiceWithoutSelector() {
        pod("acid-forge-0", "10.0.0.1", true, "spilo-role: replica", "{containerPort: 5432}");
        pod("acid-forge-1", "10.0.0.2", true, "spilo-role: master", "{containerPort: 5432}");
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: acid-forge, namespace: poolside}
            spec: {ports: [{name: postgresql, port: 5432, targetPort: 5432}]}
            ---
            apiVersion: v1
            kind: Endpoints
            metadata: {name: acid-forge, namespace: poolside}
            subsets: [{addresses: [{ip: 10.0.0.2}], ports: [{name: postgresql, port: 5432}]}]
            """);
        assertThat(pods("acid-forge", 5432)).containsExactly(new PodPort("poolside", "acid-forge-1", 5432));
    }

    @Test
    void crunchyHasAPrimaryServiceThatLeadsToAnotherOneWithEndpointSlices() {
        pod(
                "hippo-instance1-abcd-0",
                "10.0.0.5",
                true,
                "postgres-operator.crunchydata.com/role: master",
                "{name: postgres, containerPort: 5432}");
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: hippo-ha, namespace: poolside}
            spec: {ports: [{name: postgres, port: 5432, targetPort: postgres}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: hippo-primary, namespace: poolside}
            spec: {clusterIP: None, ports: [{name: postgres, port: 5432, targetPort: postgres}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: hippo-ha-x1, namespace: poolside, labels: {kubernetes.io/service-name: hippo-ha}}
            addressType: IPv4
            endpoints: [{addresses: [10.0.0.5], conditions: {ready: true}, targetRef: {kind: Pod, name: hippo-instance1-abcd-0}}]
            ports: [{name: postgres, port: 5432}]
            ---
            apiVersion: v1
            kind: Endpoints
            metadata: {name: hippo-primary, namespace: poolside}
            subsets: [{addresses: [{ip: 10.0.0.5}], ports: [{name: postgres, port: 5432}]}]
            """);
        PodPort primary = new PodPort("poolside", "hippo-instance1-abcd-0", 5432);
        assertThat(pods("hippo-ha", 5432)).containsExactly(primary);
        assertThat(pods("hippo-primary.poolside.svc", 5432)).containsExactly(primary);
    }

    @Test
    void localhostIsASidecarOfTheApplication() {
        assertThat(pods("127.0.0.1", 5432)).containsExactly(new PodPort("poolside", "core-api-1", 5432));
    }

    @Test
    void anAddressOfAPodLeadsToIt() {
        pod("postgres-0", "10.0.0.1", true, "app: postgres", "");
        assertThat(pods("10.0.0.1", 5432)).containsExactly(new PodPort("poolside", "postgres-0", 5432));
    }

    @Test
    void hostsOutsideAreToldApart() {
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: db, namespace: poolside}
            spec: {type: ExternalName, externalName: forge.abc.eu-west-1.rds.amazonaws.com}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: manual, namespace: poolside}
            spec: {ports: [{port: 5432}]}
            ---
            apiVersion: v1
            kind: Endpoints
            metadata: {name: manual, namespace: poolside}
            subsets: [{addresses: [{ip: 192.168.7.7}], ports: [{port: 6000}]}]
            """);
        assertThat(outside("db", 5432).host()).isEqualTo("forge.abc.eu-west-1.rds.amazonaws.com");
        assertThat(outside("db.example.com", 5432).found()).contains("no Service is called db.example.com");
        assertThat(outside("192.168.1.1", 5432).found()).contains("192.168.1.1");
        assertThat(outside("manual", 5432))
                .extracting(Target.Outside::host, Target.Outside::port)
                .containsExactly("192.168.7.7", 6000);
    }

    @Test
    void aServiceWithoutReadyPodsNamesThem() {
        pod("postgres-0", "10.0.0.1", false, "app: postgres", "{name: pg, containerPort: 5432}");
        server.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: postgres, namespace: poolside}
            spec: {selector: {app: postgres}, ports: [{port: 5432}]}
            """);
        assertThatThrownBy(() -> pods("postgres", 5432))
                .hasMessageContaining("has no ready pod")
                .hasMessageContaining("postgres-0 is Running and not ready");
    }
}
