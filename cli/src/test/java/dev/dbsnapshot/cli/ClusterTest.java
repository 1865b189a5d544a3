package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.Faults;
import dev.dbsnapshot.testdata.cluster.Poolside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator with a kubeconfig and nothing else: the command against a stand-in cluster and a real PostgreSQL. */
class ClusterTest {

    private final PostgresServer server = PostgresServer.shared(15);
    private Poolside cluster;
    private String database = "";

    @TempDir
    private Path home;

    @BeforeEach
    void start() throws IOException {
        database = server.createDatabase();
        server.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (42, false);
            CREATE TABLE models (id int PRIMARY KEY, name text);
            INSERT INTO models SELECT i, repeat('model ', 10) || i FROM generate_series(1, 20000) AS i;
            """);
        cluster = Poolside.start(server, database);
        cluster.kubeconfigIn(home);
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.dropDatabase(database);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.in(home, arguments);
    }

    private int replicas() {
        return cluster.replicas();
    }

    @Test
    void aBackupAndARestoreNeedAKubeconfigAndNothingElse() throws IOException {
        long listening = listeningSockets();
        CommandRun created = run("-n", "poolside", "create", "-v");
        assertThat(created.err()).contains("through a port-forward to pod poolside/postgres-0 port 5432");
        assertThat(created.err())
                .contains(
                        "password: Deployment core-api, FORGE_DB_PASSWORD (Secret postgres-credentials key password)");
        assertThat(created.exitCode()).isZero();
        String file = created.out().strip();
        assertThat(listeningSockets()).isEqualTo(listening);

        server.run(database, "DELETE FROM models WHERE id > 100; INSERT INTO schema_migrations VALUES (43, false)");
        CommandRun restored = run("restore", "--drop", "--yes", "--file", file);
        assertThat(restored.err())
                .contains("namespace poolside", "application core-api", "core-api will be unavailable")
                .contains("scaling Deployment core-api from 2 to 0 replicas")
                .contains("the pods of Deployment core-api are gone")
                .contains("Deployment core-api is ready");
        assertThat(restored.exitCode()).isZero();
        assertThat(server.query(database, "SELECT count(*) FROM models")).isEqualTo("20000");
        assertThat(replicas()).isEqualTo(2);
        assertThat(created.err() + restored.err() + restored.out()).doesNotContain(Poolside.PASSWORD);
        try (Stream<Path> logs = Files.walk(home.resolve(".poolside/logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(log)).doesNotContain(Poolside.PASSWORD);
            }
        }
    }

    @Test
    void theReplicasComeBackWhenTheRestoreFails() {
        String file = run("create").out().strip();
        cluster.server().faults().cutUploadAfter(400_000);
        CommandRun restored = run("restore", "--drop", "--yes", "--file", file);
        assertThat(restored.exitCode()).isEqualTo(ExitCode.CONNECTION.number());
        assertThat(replicas()).isEqualTo(2);
        assertThat(server.query(database, "SELECT count(*) FROM models")).isEqualTo("20000");
    }

    /** One stream, that of the API server as a whole, or one through which nothing moves any more. */
    @ParameterizedTest
    @ValueSource(strings = {"one", "all", "stalled"})
    void aTunnelThatIsCutOrStalledInMidCopyMakesTheSameArchive(String fault) {
        String undisturbed = run("create", "--file", "one.tar").out().strip();
        Faults faults = cluster.server().faults();
        long whole = faults.bytesToClients();
        switch (fault) {
            case "one" -> faults.cutOneAfter(whole / 2);
            case "all" -> faults.cutAfter(whole / 2);
            default -> faults.stallOneAfter(whole / 2);
        }
        CommandRun disturbed = run("create", "--stall-timeout", "2", "--file", "two.tar");
        assertThat(disturbed.exitCode()).as(disturbed.err()).isZero();
        assertThat(faults.wasDone()).isTrue();
        assertThat(digests(home.resolve("two.tar"))).isEqualTo(digests(Path.of(undisturbed)));
    }

    private static List<String> digests(Path archive) {
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            return reader.manifest().orElseThrow().members().stream()
                    .map(member ->
                            member.name().endsWith(".dat") && !member.name().equals("toc.dat")
                                    ? member.toString()
                                    : member.name())
                    .toList();
        }
    }

    @Test
    void recoverStartsTheApplicationAlsoWhereTheWayToTheDatabaseLeadsThroughIt() {
        leaveStopped();
        cluster.server().refuse("/portforward", 403);
        CommandRun recovered = run("recover", "-n", "poolside", "--yes");
        assertThat(recovered.exitCode()).isEqualTo(ExitCode.CONNECTION.number());
        assertThat(recovered.err())
                .contains("Deployment core-api has 2 replicas again; but")
                .contains("run db-snapshot recover again");
        assertThat(replicas()).isEqualTo(2);
        assertThat(run("recover", "-n", "poolside", "--via", "jump-pod", "--yes")
                        .err())
                .contains("through no jump pod");
    }

    @Test
    void whatAKilledRestoreLeftStoppedIsStartedAgainByRecover() {
        leaveStopped();
        CommandRun recovered = run("recover", "-n", "poolside", "--yes");
        assertThat(recovered.err()).contains("Deployment core-api has 2 replicas again");
        assertThat(recovered.exitCode()).isZero();
        assertThat(replicas()).isEqualTo(2);
    }

    private void leaveStopped() {
        cluster.server()
                .client()
                .apps()
                .deployments()
                .inNamespace("poolside")
                .withName("core-api")
                .edit(deployment -> {
                    deployment.getSpec().setReplicas(0);
                    deployment.getMetadata().setAnnotations(Map.of("dbsnapshot.dev/replicas", "2"));
                    return deployment;
                });
    }

    @Test
    void theObjectsOfTheNamespaceAreExportedSoThatTheyCanBeAppliedAgain() throws IOException {
        cluster.server().apply("""
            apiVersion: v1
            kind: Secret
            metadata:
              name: of-operator
              namespace: poolside
              ownerReferences:
              - {apiVersion: external-secrets.io/v1, kind: ExternalSecret, name: a, uid: 1-2, controller: true}
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: of-deployment
              namespace: poolside
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: a, uid: 1-2, controller: true}]
            """);
        CommandRun exported =
                run("export-objects", "-n", "poolside", "--kinds", "secrets,deployments,services", "--file", "o.yaml");
        assertThat(exported.err()).contains("4 objects").contains("do not apply them after an upgrade");
        String yaml = Files.readString(home.resolve("o.yaml"));
        assertThat(yaml)
                .contains("kind: \"Deployment\"")
                .contains("czNjcjN0IHBAc3Mvdydy")
                .doesNotContain("resourceVersion", "uid", "status:", "creationTimestamp");
        assertThat(yaml).contains("name: \"of-operator\"").doesNotContain("ownerReferences", "of-deployment");
        assertThat(Files.getPosixFilePermissions(home.resolve("o.yaml")))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThat(run("export-objects", "--file", "o.yaml").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run("export-objects", "--kinds", "pods", "--file", "p.yaml").err())
                .contains("kind \"pods\" cannot be exported");
    }

    @Test
    void whatTheRoleMayNotDoIsNamed() {
        cluster.server().refuse("GET .*/secrets/", 403);
        CommandRun refused = run("create");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.PRIVILEGE.number());
        assertThat(refused.err())
                .contains("reading Secret postgres-credentials")
                .contains("403");
    }

    @Test
    void aNamespaceWithoutTheApplicationSaysWhichOptionsHelp() {
        CommandRun missing = run("create", "-n", "elsewhere");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(missing.err())
                .contains("there is no Deployment core-api in namespace elsewhere of stand-in")
                .contains("--deployment");
    }

    @Test
    void aDatabaseThatIsNamedNeedsNoCluster() {
        cluster.server().refuse(".", 403);
        assertThat(run("create", "--dsn", server.uri(database)).exitCode()).isZero();
        CommandRun both = run("create", "-n", "poolside", "--dsn", server.uri(database), "--force");
        assertThat(both.err()).contains("warning: options for Kubernetes have no effect");
        assertThat(CommandRun.in(
                                home,
                                Map.of(
                                        "PGHOST",
                                        server.host(),
                                        "PGPORT",
                                        Integer.toString(server.port()),
                                        "PGUSER",
                                        "postgres",
                                        "PGDATABASE",
                                        database),
                                "",
                                "create",
                                "--file",
                                "other.tar")
                        .exitCode())
                .isZero();
    }

    @Test
    void anUnknownContextNamesThoseThatThereAre() {
        CommandRun unknown = run("create", "--context", "production");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(unknown.err()).contains("no context \"production\"").contains("there are: stand-in");
    }

    /** Sockets of this process that others could connect to. */
    private static long listeningSockets() throws IOException {
        Path tcp = Path.of("/proc/self/net/tcp");
        if (!Files.isReadable(tcp)) {
            return 0; // Only Linux tells.
        }
        long count = 0;
        for (Path table : new Path[] {tcp, Path.of("/proc/self/net/tcp6")}) {
            if (Files.isReadable(table)) {
                count += Files.readAllLines(table).stream()
                        .filter(line -> line.matches("\\s*\\d+: \\S+ \\S+ 0A .*"))
                        .map(line -> line.strip().split("\\s+")[9])
                        .filter(ClusterTest::isOurs)
                        .count();
            }
        }
        return count;
    }

    private static boolean isOurs(String inode) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals("socket:[" + inode + "]");
                } catch (IOException e) {
                    return false; // Closed meanwhile.
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
