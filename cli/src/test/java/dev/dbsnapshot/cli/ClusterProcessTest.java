package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.Poolside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own, before a cluster: what others see of it, and what is left when it is ended. */
class ClusterProcessTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    private String database = "";
    private Poolside cluster;
    private @Nullable Connection holder;

    @TempDir
    private Path home;

    @TempDir
    private Path otherHome;

    @BeforeEach
    void start() throws IOException {
        database = SERVER.createDatabase();
        SERVER.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (42, false);
            CREATE TABLE models (id int PRIMARY KEY, name text);
            INSERT INTO models SELECT i, repeat('model ', 10) || i FROM generate_series(1, 20000) AS i;
            """);
        cluster = Poolside.start(SERVER, database);
        for (Path each : List.of(home, otherHome)) {
            cluster.kubeconfigIn(each);
        }
    }

    @AfterEach
    void stop() throws SQLException {
        letGo();
        cluster.close();
        SERVER.dropDatabase(database);
    }

    private Process run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("KUBE"));
        builder.environment().put("HOME", home.toString());
        return builder.start();
    }

    private String output() throws IOException {
        return Files.readString(home.resolve("output"));
    }

    private void await(Process process, String text) throws IOException, InterruptedException {
        for (int i = 0; i < 2400 && !output().contains(text); i++) {
            assertThat(process.isAlive()).as(output()).isTrue();
            Thread.sleep(50);
        }
        assertThat(output()).contains(text);
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jump-pod"})
    void nothingListensAndThePasswordIsNowhere(String via) throws Exception {
        cluster.server().faults().slow(400_000);
        Process process = run(
                "create",
                "-v",
                "--via",
                via,
                "--image",
                "r/x:v1",
                "--file",
                home.resolve("x.tar").toString());
        await(process, via.equals("auto") ? "phase: data" : "phase: fetch");
        String seen = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                + Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
        assertThat(listening(process.pid())).isZero();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isZero();

        String log = everythingIn(home.resolve(".poolside"));
        assertThat(log).contains("phase: ");
        for (String place : List.of(
                seen,
                output(),
                log,
                String.join("\n", cluster.server().requests()),
                String.join("\n", cluster.server().written()))) {
            assertThat(place).doesNotContain(Poolside.PASSWORD).doesNotContain("s3cr3t");
        }
        assertThat(cluster.server().requests().stream().anyMatch(request -> request.contains("/secrets/")))
                .isEqualTo(via.equals("auto"));
    }

    /** Every process of the machine is looked through: the programs in the pod get the password from the kubelet. */
    private static String everythingIn(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static long listening(long pid) throws IOException {
        long count = 0;
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals("0A") && holds(pid, fields[9])) {
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean holds(long pid, String inode) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals("socket:[" + inode + "]");
                } catch (IOException e) {
                    return false; // Closed meanwhile.
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jump-pod"})
    void whatAKilledRestoreLeftIsRecoveredFromAnotherMachine(String via) throws Exception {
        Process process = restoreThatWaits(via);
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.replicas()).isZero();
        CommandRun recovered = CommandRun.in(otherHome, "recover", "-n", "poolside", "--yes");
        assertThat(recovered.exitCode()).as(recovered.err()).isZero();
        assertThat(recovered.err()).contains("Deployment core-api has 2 replicas again");
        assertThat(cluster.replicas()).isEqualTo(2);
        assertThat(cluster.noted()).isNull();
        letGo(); // Whoever waits for a lock on the table goes before us.
        assertThat(SERVER.query(database, "SELECT count(*) FROM models")).isEqualTo("20000");
        CommandRun later = CommandRun.in(home, "recover", "-n", "poolside", "--yes");
        assertThat(later.exitCode()).as(later.err()).isZero();
        assertThat(cluster.replicas()).isEqualTo(2);
    }

    @EnabledOnOs({OS.LINUX, OS.MAC})
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jump-pod"})
    void ctrlCBringsTheApplicationBackAndRemovesThePod(String via) throws Exception {
        Process process = restoreThatWaits(via);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(ExitCode.CANCELLED.number());
        assertThat(cluster.replicas()).isEqualTo(2);
        assertThat(cluster.noted()).isNull();
        assertThat(cluster.jumpPod()).isNull();
        letGo(); // Whoever waits for a lock on the table goes before us.
        assertThat(SERVER.query(database, "SELECT count(*) FROM models")).isEqualTo("20000");
    }

    /** A restore that has stopped the application and waits for a lock that another session holds. */
    private Process restoreThatWaits(String via) throws Exception {
        CommandRun created = CommandRun.in(home, "create", "--file", "one.tar");
        assertThat(created.exitCode()).as(created.err()).isZero();
        Connection other = SERVER.connect(database);
        holder = other;
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("LOCK TABLE models IN ACCESS SHARE MODE");
        }
        Process process = run(
                "restore",
                "--via",
                via,
                "--image",
                "r/x:v1",
                "--drop",
                "--yes",
                "--no-safety-snapshot",
                "--lock-wait-timeout",
                "0",
                "--file",
                home.resolve("one.tar").toString());
        await(process, "the pods of Deployment core-api are gone");
        while (SERVER.query(
                        database, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'models'::regclass")
                .equals("0")) {
            Thread.sleep(50);
        }
        return process;
    }

    private void letGo() throws SQLException {
        Connection other = holder;
        if (other != null) {
            other.close();
        }
    }
}
