package dev.dbsnapshot.testdata.cluster;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The namespace that tests work on: a database, and an application with its settings in the environment, in a stand-in
 * cluster before a real PostgreSQL.
 */
public final class Poolside implements AutoCloseable {

    /** What the Secret holds: nothing that could be mistaken for anything else. */
    public static final String PASSWORD = "s3cr3t p@ss/w'rd";

    private static final String OBJECTS = """
        apiVersion: v1
        kind: Secret
        metadata: {name: postgres-credentials, namespace: poolside}
        data: {password: %s}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: forge-db, namespace: poolside}
        data: {user: postgres}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: postgres, namespace: poolside}
        spec: {selector: {app: postgres}, ports: [{name: pg, port: 5432, targetPort: pg}]}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: postgres, namespace: poolside}
        spec:
          replicas: 1
          selector: {matchLabels: {app: postgres}}
          template:
            metadata: {labels: {app: postgres}}
            spec: {containers: [{name: main, image: postgres, ports: [{name: pg, containerPort: 5432}]}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: core-api, namespace: poolside}
        spec:
          replicas: 2
          selector: {matchLabels: {app: core-api}}
          template:
            metadata: {labels: {app: core-api}}
            spec:
              imagePullSecrets: [{name: registry-login}]
              containers:
              - name: core-api
                image: forge
                env:
                - {name: FORGE_DB_HOST, value: postgres}
                - {name: FORGE_DB_NAME, value: "%s"}
                - {name: FORGE_DB_USER, valueFrom: {configMapKeyRef: {name: forge-db, key: user}}}
                - {name: FORGE_DB_PASSWORD, valueFrom: {secretKeyRef: {name: postgres-credentials, key: password}}}
                - {name: FORGE_API_IMAGE_REPOSITORY, value: "%s"}
        """;

    private final ApiServer server;

    private Poolside(ApiServer server) {
        this.server = server;
    }

    /** Starts it with a database of this name that nothing leads to. */
    public static Poolside start(String database) {
        return start(database, "registry.local:5000/poolside/forge-api");
    }

    private static Poolside start(String database, String repository) {
        ApiServer server = ApiServer.start();
        String password = Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8));
        server.apply(OBJECTS.formatted(password, database, repository));
        return new Poolside(server);
    }

    /** Starts it. What runs in pods finds the database, and the real client programs. */
    public static Poolside start(PostgresServer postgres, String database) {
        return reachable(start(database), postgres);
    }

    /** Starts it with images from this repository. What runs in pods finds the database, and the real client programs. */
    public static Poolside start(PostgresServer postgres, String database, String repository) {
        return reachable(start(database, repository), postgres);
    }

    private static Poolside reachable(Poolside poolside, PostgresServer postgres) {
        ApiServer server = poolside.server;
        server.listens("poolside/postgres-0", 5432, postgres.host(), postgres.port());
        server.execVariable("PGHOST", postgres.host());
        server.execVariable("PGPORT", Integer.toString(postgres.port()));
        RealPrograms.find(postgres.major())
                .ifPresent(programs -> server.execVariable(
                        "PATH", programs.program("pg_dump").getParent() + ":" + System.getenv("PATH")));
        return poolside;
    }

    /** The cluster. */
    public ApiServer server() {
        return server;
    }

    /** Makes it the cluster of whoever has this home. */
    public void kubeconfigIn(Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve(".kube"));
        Files.move(server.kubeconfig(folder), folder.resolve("config"));
    }

    /** The application. */
    public Deployment coreApi() {
        return server.client()
                .apps()
                .deployments()
                .inNamespace("poolside")
                .withName("core-api")
                .get();
    }

    /** How many replicas it is to have. */
    public int replicas() {
        return coreApi().getSpec().getReplicas();
    }

    /** The number in its annotation, if there is one. */
    public @Nullable String noted() {
        return Objects.requireNonNullElse(coreApi().getMetadata().getAnnotations(), Map.<String, String>of())
                .get("dbsnapshot.dev/replicas");
    }

    /** The jump pod, if there is one. */
    public @Nullable Pod jumpPod() {
        return server.client()
                .pods()
                .inNamespace("poolside")
                .withName("db-snapshot-jump")
                .get();
    }

    @Override
    public void close() {
        server.close();
    }
}
