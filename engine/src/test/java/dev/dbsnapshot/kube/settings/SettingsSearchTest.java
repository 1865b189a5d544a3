package dev.dbsnapshot.kube.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Given a Deployment, its ConfigMaps and Secrets, when its database is looked for, then it is what its pods use. */
class SettingsSearchTest {

    private static final String CORE_API = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: core-api, namespace: poolside}
        spec:
          replicas: 1
          selector: {matchLabels: {app: core-api}}
          template:
            metadata: {labels: {app: core-api, tier: gold}}
            spec:
              containers:
              - name: main
                image: forge
        """;

    private static final String SOURCES = """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: poolside}
        data: {HOST: db.internal, PORT: "6432", database: forge, not-a-name=: x}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: login, namespace: poolside}
        stringData: {user: forge, password: "s3cr3t p@ss/w'rd\\\\1%", url: "postgresql://u:p%40@h.example.com:6000/d?sslmode=require&pool_size=5"}
        data: {user: Zm9yZ2U=, password: czNjcjN0IHBAc3Mvdydy, url: cG9zdGdyZXNxbDovL3U6cCU0MEBoLmV4YW1wbGUuY29tOjYwMDAvZD9zc2xtb2RlPXJlcXVpcmUmcG9vbF9zaXplPTU=}
        """;

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

    private DatabaseSettings find(String environment) {
        return find(environment, Map.of());
    }

    private DatabaseSettings find(String environment, Map<Part, String> variables) {
        server.apply(CORE_API + environment.indent(8) + SOURCES);
        return new SettingsSearch(cluster).find(Application.CORE_API, variables);
    }

    @Test
    void filesThatVariablesNameAreReadWhereASecretHoldsThem() {
        server.apply(CORE_API + """
            env:
            - {name: DB_HOST, value: postgres}
            - {name: DB_USER_FILE, value: /etc/db/login/name}
            - {name: DB_PASSWORD_FILE, value: /run/secrets/db/password}
            volumeMounts:
            - {name: none, mountPath: /etc/db}
            - {name: all, mountPath: /etc/db/login}
            - {name: one, mountPath: /run/secrets/db/}
            """.indent(8) + """
                volumes:
                - {name: none, emptyDir: {}}
                - name: all
                  projected:
                    sources:
                    - {configMap: {name: settings, items: [{key: HOST, path: other}]}}
                    - {secret: {name: login, items: [{key: user, path: name}]}}
                - {name: one, secret: {secretName: login}}
                """.indent(6) + SOURCES);
        DatabaseSettings found = new SettingsSearch(cluster).find(Application.CORE_API, Map.of());
        assertThat(found.values()).containsEntry("user", "forge").containsEntry("password", "s3cr3t p@ss/w'r");
        assertThat(found.sources().get("password")).contains("DB_PASSWORD_FILE: Secret login key password");
        assertThat(found.passwordKey()).contains(new SecretKey("login", "password"));
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void aFileThatNoSecretHoldsIsNamed() {
        DatabaseSettings found = find("""
            env:
            - {name: DB_HOST, value: postgres}
            - {name: DB_PASSWORD_FILE, value: /vault/secrets/password}
            """);
        assertThat(found.values()).doesNotContainKey("password");
        assertThat(found.notes())
                .singleElement()
                .asString()
                .contains("DB_PASSWORD_FILE names the file /vault/secrets/password")
                .contains("--password-stdin");
    }

    @Test
    void partsComeFromValuesConfigMapsAndSecrets() {
        DatabaseSettings found = find("""
            env:
            - {name: FORGE_DB_HOST, value: postgres}
            - {name: FORGE_DB_PORT, valueFrom: {configMapKeyRef: {name: settings, key: PORT}}}
            - {name: FORGE_DB_NAME, valueFrom: {configMapKeyRef: {name: settings, key: database}}}
            - {name: FORGE_DB_USER, valueFrom: {secretKeyRef: {name: login, key: user}}}
            - {name: FORGE_DB_PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}
            - {name: FORGE_DB_SSLMODE, value: no-verify}
            """);
        assertThat(found.values())
                .isEqualTo(Map.of(
                        "host", "postgres",
                        "port", "6432",
                        "dbname", "forge",
                        "user", "forge",
                        "password", "s3cr3t p@ss/w'r"));
        assertThat(found.sources())
                .containsEntry("password", "Deployment core-api, FORGE_DB_PASSWORD (Secret login key password)");
        assertThat(found.toString() + found.sources()).doesNotContain("s3cr3t");
    }

    @Test
    void aUrlIsTakenApartAndWhatOnlyItsLibraryKnowsIsPassedOver() {
        assertThat(find("""
            env:
            - {name: DATABASE_URL, valueFrom: {secretKeyRef: {name: login, key: url}}}
            """).values())
                .isEqualTo(Map.of(
                        "host", "h.example.com",
                        "port", "6000",
                        "dbname", "d",
                        "user", "u",
                        "password", "p@",
                        "sslmode", "require"));
    }

    @Test
    void jdbcUrlsHaveUserAndPasswordBesideThem() {
        assertThat(find("""
            env:
            - {name: SPRING_DATASOURCE_URL, value: "jdbc:postgresql://db:5433/forge?ssl=true"}
            - {name: SPRING_DATASOURCE_USERNAME, value: app}
            - {name: SPRING_DATASOURCE_PASSWORD, value: "100%"}
            """).values())
                .isEqualTo(Map.of(
                        "host",
                        "db",
                        "port",
                        "5433",
                        "dbname",
                        "forge",
                        "user",
                        "app",
                        "password",
                        "100%",
                        "sslmode",
                        "require"));
    }

    @Test
    void envFromHasAPrefixAndEnvRefersToItInItsOrder() {
        assertThat(find("""
            envFrom:
            - {prefix: PG, configMapRef: {name: settings}}
            - {prefix: X_, secretRef: {name: absent, optional: true}}
            env:
            - {name: LATER, value: "$(EARLIER)"}
            - {name: EARLIER, value: "e"}
            - {name: PGUSER, value: "$$(PGHOST)-$(LATER)-$(PGPORT)"}
            - {name: PGDATABASE, valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}}
            - {name: PGPASSWORD, valueFrom: {secretKeyRef: {name: login, key: absent, optional: true}}}
            """).values())
                .isEqualTo(Map.of(
                        "host", "db.internal", "port", "6432", "user", "$(PGHOST)-$(EARLIER)-6432", "dbname", "gold"));
    }

    @Test
    void partsOfSeveralFamiliesAreTakenWhenOnlyOneLeadsSomewhere() {
        assertThat(find("""
            env:
            - {name: DB_HOST, value: "postgres:5433"}
            - {name: POSTGRES_DB, value: forge}
            - {name: POSTGRES_USER, value: app}
            - {name: POSTGRES_PASSWORD, value: secret}
            - {name: DB_REPLICA_HOST, value: other}
            - {name: REPLICA_DB_HOST, value: other}
            - {name: MYSQL_DB_HOST, value: other}
            """).values())
                .isEqualTo(Map.of(
                        "host", "postgres", "port", "5433", "dbname", "forge", "user", "app", "password", "secret"));
    }

    @Test
    void severalDatabasesAreListedAndOneIsChosenByItsVariable() {
        String environment = """
            env:
            - {name: FORGE_DB_HOST, value: one}
            - {name: FORGE_DB_PASSWORD, value: secret1}
            - {name: BILLING_DB_HOST, value: two}
            - {name: BILLING_DB_PASSWORD, value: secret2}
            """;
        assertThatThrownBy(() -> find(environment))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("FORGE_DB_* in container main leads to one:5432/")
                .hasMessageContaining("BILLING_DB_* in container main leads to two:5432/")
                .hasMessageContaining("--db-host-env")
                .hasMessageNotContaining("secret1");
        assertThat(new SettingsSearch(cluster)
                        .find(Application.CORE_API, Map.of(Part.HOST, "BILLING_DB_HOST"))
                        .values())
                .isEqualTo(Map.of("host", "two", "password", "secret2"));
    }

    @Test
    void variablesWithUnusualNamesAreNamed() {
        assertThat(find("""
            env:
            - {name: WHERE, value: db}
            - {name: WHO, value: me}
            """, Map.of(Part.HOST, "WHERE", Part.USER, "WHO")).values())
                .isEqualTo(Map.of("host", "db", "user", "me"));
        assertThatThrownBy(() -> new SettingsSearch(cluster)
                        .find(Application.CORE_API, Map.of(Part.HOST, "WHERE", Part.USER, "NOBODY")))
                .hasMessageContaining("NOBODY")
                .hasMessageContaining("WHERE, WHO");
    }

    @Test
    void aMissingSecretIsNamed() {
        assertThatThrownBy(() -> find("""
            env:
            - {name: PGHOST, value: db}
            - {name: PGPASSWORD, valueFrom: {secretKeyRef: {name: absent, key: password}}}
            """))
                .hasMessageContaining("Secret absent key password, which PGPASSWORD comes from, is not there");
    }

    @Test
    void nothingFoundNamesWhatThereIs() {
        assertThatThrownBy(() -> find("env: [{name: COLOR, value: red}]"))
                .hasMessageContaining("names no database")
                .hasMessageContaining("COLOR");
    }

    @Test
    void aMissingDeploymentAndAMissingContainerAreNamed() {
        assertThatThrownBy(() -> new SettingsSearch(cluster).find(Application.CORE_API, Map.of()))
                .hasMessageContaining("there is no Deployment core-api in namespace poolside of stand-in");
        server.apply(CORE_API);
        assertThatThrownBy(() ->
                        new SettingsSearch(cluster).find(new Application("core-api", Optional.of("side")), Map.of()))
                .hasMessageContaining("has no container side: there are main");
    }

    @Test
    void aMissingPrivilegeIsNamed() {
        server.refuse("GET .*/deployments/core-api", 403);
        assertThatThrownBy(() -> new SettingsSearch(cluster).find(Application.CORE_API, Map.of()))
                .hasMessageContaining("reading Deployment core-api")
                .hasMessageContaining("403");
    }
}
