package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as it is handed out: its launcher in a process of its own. */
class LauncherIT {

    private static final Path DIST = Path.of("target", "dist").toAbsolutePath();

    /** With it the JVM refuses to start where the class-data archive does not fit. */
    private static final Map<String, String> SHARING_OR_NOTHING = Map.of("DB_SNAPSHOT_OPTS", "-Xshare:on");

    @TempDir
    private Path home;

    @Test
    void theClassDataArchiveIsUsed() throws Exception {
        assertThat(run(DIST.resolve("bin/db-snapshot"), SHARING_OR_NOTHING, "--version"))
                .startsWith("0: db-snapshot ");
    }

    @Test
    void aCopyElsewhereMakesAnArchiveOfItsOwn() throws Exception {
        Path copy = home.resolve("opt with space");
        try (Stream<Path> files = Files.walk(DIST)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(DIST.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        assertThat(run(copy.resolve("bin/db-snapshot"), Map.of(), "--version")).startsWith("0: db-snapshot ");
        awaitArchive();
        assertThat(run(copy.resolve("bin/db-snapshot"), SHARING_OR_NOTHING, "--version"))
                .startsWith("0: db-snapshot ");
    }

    /** It is made beside the first command, which does not wait for it, under another name until it is complete. */
    private void awaitArchive() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        List<String> names = List.of();
        while (names.size() != 1 || !names.get(0).endsWith(".jsa")) {
            assertThat(System.nanoTime()).as("%s", names).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
            try (Stream<Path> archives = Files.list(home.resolve(".cache/db-snapshot"))) {
                names = archives.map(file -> file.getFileName().toString()).toList();
            }
        }
    }

    @Test
    void theKubernetesClientIsThereWhereAClusterIsMeant() throws Exception {
        Path kubeconfig = Files.writeString(home.resolve("kubeconfig"), """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: u, user: {}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
        Map<String, String> environment =
                Map.of("KUBECONFIG", kubeconfig.toString(), "DB_SNAPSHOT_OPTS", "-Xshare:on", "NO_PROXY", "127.0.0.1");
        assertThat(run(DIST.resolve("bin/db-snapshot"), environment, "create"))
                .startsWith("3: ")
                .contains("the API server cannot be reached");
    }

    /** Such a command starts without the Kubernetes client, whatever else stands in the line. */
    @Test
    void aDatabaseThatIsNamedNeedsNoKubernetesClient() throws Exception {
        PostgresServer server = PostgresServer.shared(15);
        String dsn = "--dsn=" + server.uri(Samples.SHOP.createOn(server));
        Path launcher = DIST.resolve("bin/db-snapshot");
        String file = home.resolve("shop.tar").toString();
        assertThat(run(launcher, SHARING_OR_NOTHING, "create", dsn, "--file", file, "-n", "x"))
                .startsWith("0: ");
        assertThat(run(launcher, SHARING_OR_NOTHING, "restore", dsn, "--file", file, "--yes"))
                .startsWith("0: ");
        assertThat(run(launcher, SHARING_OR_NOTHING, "doctor", dsn)).startsWith("0: ");
        assertThat(run(launcher, SHARING_OR_NOTHING, "recover", dsn)).startsWith("0: ");
        assertThat(run(launcher, SHARING_OR_NOTHING, "undo", dsn, "--yes")).doesNotContain("internal error");
    }

    @Test
    void theOldNameOfTheScriptWorks() throws Exception {
        PostgresServer server = PostgresServer.shared(15);
        String shop = Samples.SHOP.createOn(server);
        Map<String, String> environment = Map.of(
                "PGHOST", server.host(),
                "PGPORT", Integer.toString(server.port()),
                "PGUSER", server.user(),
                "PGDATABASE", shop);
        assertThat(run(DIST.resolve("bin/db-snapshot.sh"), environment, "--dir=" + home, "create"))
                .startsWith("0: ")
                .contains("db-snapshot-42-");
    }

    /** As administrators put commands into a folder of the PATH, and as a shell runs a file of the folder it is in. */
    @Test
    void bothNamesWorkThroughLinksAndFromTheirFolder() throws Exception {
        Path folder = Files.createDirectories(home.resolve("local bin"));
        for (String name : List.of("db-snapshot", "db-snapshot.sh")) {
            Path script = DIST.resolve("bin").resolve(name);
            Path link = Files.createSymbolicLink(folder.resolve(name), script);
            Path second = Files.createSymbolicLink(home.resolve(name), Path.of("local bin", name));
            assertThat(run(link, Map.of(), "--version")).startsWith("0: db-snapshot ");
            assertThat(run(second, Map.of(), "--version")).startsWith("0: db-snapshot ");
            String inFolder = "cd \"$1\" && exec sh " + name + " --version";
            assertThat(run(
                            Path.of("/bin/sh"),
                            Map.of(),
                            "-c",
                            inFolder,
                            "sh",
                            DIST.resolve("bin").toString()))
                    .startsWith("0: db-snapshot ");
        }
    }

    @Test
    void namesThatAreNotAsciiWorkInTheLocaleOfCron() throws Exception {
        String missing = home.resolve("Übung.tar").toString();
        assertThat(run(DIST.resolve("bin/db-snapshot"), Map.of("LC_ALL", "C"), "extract-version", "--file", missing))
                .startsWith("2: ")
                .contains(missing);
    }

    private String run(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CACHE_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + ": " + output;
    }
}
