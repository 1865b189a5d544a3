package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dbsnapshot.testdata.ImageRegistry;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import dev.dbsnapshot.testdata.cluster.Poolside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command doctor: what it finds is so, the Role that it prints is enough, and so are its grants. */
class DoctorTest {

    private final PostgresServer server = PostgresServer.shared(15);
    private final ImageRegistry registry = ImageRegistry.http();
    private String database = "";
    private Poolside poolside;
    private ApiServer cluster;

    @TempDir
    private Path home;

    @BeforeEach
    void start() throws IOException {
        database = server.createDatabase();
        server.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (42, false);
            CREATE TABLE models (id serial PRIMARY KEY, name text);
            INSERT INTO models (name) SELECT 'model ' || i FROM generate_series(1, 100) AS i;
            """);
        registry.repository("poolside-database-client", "v0.0.3", "v0.0.12");
        poolside = Poolside.start(server, database, registry.host() + "/forge");
        cluster = poolside.server();
        poolside.kubeconfigIn(home);
    }

    @AfterEach
    void stop() {
        poolside.close();
        registry.close();
        server.dropDatabase(database);
    }

    private CommandRun run(String... arguments) {
        CommandRun run = CommandRun.in(home, arguments);
        assertThat(run.out() + run.err()).doesNotContain(Poolside.PASSWORD);
        return run;
    }

    private static JsonNode check(CommandRun doctor, String name) throws IOException {
        for (JsonNode check : new ObjectMapper().readTree(doctor.out()).path("checks")) {
            if (check.path("name").asText().startsWith(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + " in " + doctor.out());
    }

    @Test
    void everythingIsThere() {
        CommandRun doctor = run("doctor", "-n", "poolside", "--force-insecure");
        assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
        assertThat(doctor.out())
                .contains("pass  client", "Kubernetes 1.30+, namespace poolside of stand-in")
                .contains("Deployment core-api, 2 of 2 replicas ready", "PostgreSQL 15", "role postgres (superuser)")
                .contains("may read all of 2 tables", "poolside-database-client:v0.0.12")
                .contains(home.resolve(".poolside/snapshots") + " has ")
                .doesNotContain("FAIL", "warn");
        assertThat(doctor.out().lines()).hasSize(15);
    }

    @Test
    void itChangesNothing() {
        run("doctor", "-n", "poolside");
        assertThat(cluster.requests())
                .allMatch(request -> request.startsWith("GET ") || request.endsWith("/selfsubjectaccessreviews"));
    }

    @ParameterizedTest
    @ValueSource(ints = {34, 35})
    void theRoleThatItPrintsIsEnoughForEveryCommand(int minor) throws IOException {
        cluster.kubernetesMinor(minor);
        String role = run("doctor", "--print-role").out();
        cluster.allowOnly(role);
        assertThat(run("create", "--file", "refused.tar", "-n", "elsewhere").exitCode())
                .isEqualTo(ExitCode.PRIVILEGE.number());

        CommandRun doctor = run("doctor", "--force-insecure");
        assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
        String file = run("create").out().strip();
        assertThat(run("list").out()).contains("db-snapshot-42");
        assertThat(run("restore", "--yes", "--file", file).exitCode()).isZero();
        server.run(database, "INSERT INTO schema_migrations VALUES (43, false)");
        assertThat(run("restore", "--yes", "--file", file).exitCode()).isZero();
        CommandRun undone = run("undo", "--yes");
        assertThat(undone.exitCode()).as(undone.err()).isZero();
        assertThat(undone.err()).contains("scaling Deployment core-api from 2 to 0", "Deployment core-api is ready");
        CommandRun drop = run("restore", "--drop", "--yes", "--file", file);
        assertThat(drop.exitCode()).as(drop.err()).isZero();
        assertThat(run("recover", "-n", "poolside", "--yes").exitCode()).isZero();
        assertThat(run("export-objects", "--file", "objects.yaml").exitCode()).isZero();
        cluster.client()
                .apps()
                .deployments()
                .inNamespace("poolside")
                .withName("core-api")
                .edit(deployment -> {
                    deployment.getSpec().setReplicas(0);
                    deployment.getMetadata().setAnnotations(Map.of("dbsnapshot.dev/replicas", "2"));
                    return deployment;
                });
        assertThat(run("recover", "-n", "poolside", "--yes").err()).contains("core-api has 2 replicas again");
        assertThat(run("jump-delete").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resources: [secrets], resourceNames: [postgres-credentials]|rights: create"
                        + "|get secrets postgres-credentials",
                "resources: [pods/portforward]|rights: create|get pods/portforward",
                "resources: [deployments/scale]|rights: restore|update deployments/scale.apps core-api",
                "resources: [ingresses]|rights: export-objects|list ingresses.networking.k8s.io",
                "resources: [pods], verbs: [get, create|rights: jump-create|create pods, delete pods",
            })
    void aRightThatIsMissingIsNamed(String rule, String check, String missing) throws IOException {
        List<String> lines = run("doctor", "--print-role").out().lines().toList();
        assertThat(lines).anyMatch(line -> line.contains(rule));
        cluster.allowOnly(String.join(
                "\n", lines.stream().filter(line -> !line.contains(rule)).toList()));
        CommandRun doctor = run("doctor", "--force-insecure", "-o", "json");
        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILURE.number());
        assertThat(doctor.err()).contains("checks failed");
        assertThat(check(doctor, check).path("outcome").asText()).isEqualTo("fail");
        assertThat(check(doctor, check).path("found").asText()).contains(missing);
        assertThat(check(doctor, check).path("remedy").asText()).contains("--print-role");
    }

    @Test
    void whoOnlyBacksUpNeedsLess() {
        String role = run("doctor", "--print-role", "--for", "create").out();
        assertThat(role).doesNotContain("patch", "scale", "ingresses", "delete");
        cluster.allowOnly(role);
        assertThat(run("doctor", "--for", "create").exitCode()).isZero();
        assertThat(run("create").exitCode()).isZero();
        assertThat(run("doctor").exitCode()).isEqualTo(ExitCode.FAILURE.number());
    }

    @Test
    void aRoleThatMayTooLittleMayEverythingAfterTheGrants() throws IOException {
        String role = "\"poor " + database + "\"";
        server.run(
                database,
                "CREATE ROLE \"app " + database + "\"; CREATE ROLE " + role + " LOGIN PASSWORD 'x';"
                        + " CREATE SCHEMA app AUTHORIZATION \"app " + database + "\";"
                        + " CREATE TABLE app.t (id int); ALTER TABLE app.t OWNER TO \"app " + database + "\";"
                        + " CREATE TABLE app.hidden (id int); ALTER TABLE app.hidden OWNER TO \"app " + database
                        + "\"; ALTER"
                        + " TABLE"
                        + " app.hidden"
                        + " ENABLE"
                        + " ROW LEVEL"
                        + " SECURITY;"
                        + " ALTER"
                        + " TABLE"
                        + " app.hidden"
                        + " FORCE"
                        + " ROW LEVEL"
                        + " SECURITY;"
                        + " SELECT"
                        + " lo_create(0)");
        try {
            String dsn = server.uri(database).replaceFirst("//[^@/]*@", "//poor%20" + database + ":x@");
            CommandRun poor = run("doctor", "--dsn", dsn, "-o", "json");
            assertThat(poor.exitCode()).as(poor.out() + poor.err()).isEqualTo(ExitCode.FAILURE.number());
            assertThat(check(poor, "privileges: create").path("found").asText())
                    .contains("may not read app.hidden, app.t, public.models and 2 more")
                    .contains("1 large objects");
            assertThat(check(poor, "privileges: restore, data only")
                            .path("found")
                            .asText())
                    .contains("does not own app.hidden, app.t, public.models");
            assertThat(check(poor, "privileges: restore --drop").path("found").asText())
                    .contains("may not drop")
                    .contains("may not make schemas");
            assertThat(check(poor, "privileges: restore --strategy swap")
                            .path("outcome")
                            .asText())
                    .isEqualTo("warning");
            assertThat(run("create", "--dsn", dsn, "--file", "poor.tar").exitCode())
                    .isNotZero();

            CommandRun grants = run("doctor", "--dsn", dsn, "--print-grants");
            assertThat(grants.exitCode()).isZero();
            server.run(database, grants.out());
            // Membership brings its owner's policies, which are only seen then.
            server.run(database, run("doctor", "--dsn", dsn, "--print-grants").out());
            CommandRun rich = run("doctor", "--dsn", dsn, "-o", "json");
            assertThat(check(rich, "privileges: create").path("outcome").asText())
                    .as(rich.out())
                    .isEqualTo("pass");
            assertThat(check(rich, "privileges: restore, data only")
                            .path("outcome")
                            .asText())
                    .as(rich.out())
                    .isEqualTo("pass");
            CommandRun created = run("create", "--dsn", dsn, "--file", "rich.tar");
            assertThat(created.exitCode()).as(created.err()).isZero();
            CommandRun restored = run(
                    "restore", "--dsn", dsn, "--file", home.resolve("rich.tar").toString(), "--yes");
            assertThat(restored.exitCode()).as(restored.err()).isZero();
        } finally {
            server.run(
                    database,
                    "DROP OWNED BY \"app " + database + "\" CASCADE; REASSIGN OWNED BY " + role
                            + " TO postgres; DROP OWNED BY " + role + "; DROP ROLE " + role + "; DROP ROLE \"app "
                            + database + "\"");
        }
    }

    @Test
    void whatIsNotThereIsNamedWithItsRemedy() throws IOException {
        CommandRun elsewhere = run("doctor", "-n", "elsewhere", "-o", "json");
        assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.FAILURE.number());
        assertThat(check(elsewhere, "application").path("found").asText()).contains("there is no Deployment core-api");

        Files.writeString(home.resolve("file"), "");
        CommandRun folder = run("doctor", "--dir", "file/snapshots", "-o", "json");
        assertThat(check(folder, "disk").path("found").asText()).contains("cannot be written to");

        CommandRun plain = run("doctor", "-o", "json");
        assertThat(check(plain, "registry").path("outcome").asText()).isEqualTo("warning");
        CommandRun named = run("doctor", "-o", "json", "--registry", registry.host());
        assertThat(check(named, "registry").path("outcome").asText()).isEqualTo("fail");

        cluster.listens("poolside/postgres-0", 5432, "127.0.0.1", 1);
        CommandRun unreachable = run("doctor", "--via", "tunnel", "-o", "json");
        assertThat(check(unreachable, "way to the database").path("outcome").asText())
                .isEqualTo("fail");

        CommandRun nowhere = CommandRun.in(
                home,
                Map.of("KUBECONFIG", home.resolve("none").toString()),
                "",
                "doctor",
                "-n",
                "poolside",
                "-o",
                "json");
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.FAILURE.number());
        assertThat(check(nowhere, "kubeconfig").path("remedy").asText()).isNotEmpty();
    }
}
