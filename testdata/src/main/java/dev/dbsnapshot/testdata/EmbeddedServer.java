package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server from unpacked binaries, in a folder of its own that goes when the server is closed. */
final class EmbeddedServer implements ServerProcess {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final RunAs runAs;
    private final int smallDisk;
    private final ServerBinaries binaries;
    private final Path folder;
    private final int port;

    private EmbeddedServer(RunAs runAs, int smallDisk, ServerBinaries binaries, Path folder, int port) {
        this.runAs = runAs;
        this.smallDisk = smallDisk;
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /** Makes and starts a server. */
    static EmbeddedServer start(int major, Map<String, String> settings) {
        return start(major, settings, 0);
    }

    /** The same, with a small disk beside that of its data unless its size is 0. */
    static EmbeddedServer start(int major, Map<String, String> settings, int mebibytes) {
        RunAs runAs = RunAs.detect();
        try {
            Path cache = Files.createDirectories(cache(runAs));
            removeAbandoned(cache);
            ServerBinaries binaries = ServerBinaries.of(major, cache, runAs);
            // The name tells which process it belongs to, so that a later run can remove what a killed one left.
            Path folder = cache.resolve("server-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet());
            ServerBinaries.delete(folder);
            Files.createDirectories(folder);
            EmbeddedServer server = new EmbeddedServer(runAs, mebibytes, binaries, folder, freePort());
            binaries.copyDataTo(server.data());
            Files.createDirectories(server.smallDisk());
            server.configure(settings);
            runAs.give(folder);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL " + major, e);
        }
    }

    /** Beside the jars; but another user may not be able to read what is there. */
    private static Path cache(RunAs runAs) {
        String jars = System.getProperty("dbsnapshot.postgres.dir");
        return runAs.user().isEmpty() && jars != null
                ? Path.of(jars, "unpacked").toAbsolutePath()
                : Path.of(System.getProperty("java.io.tmpdir"), "dbsnapshot-postgres-" + runAs.user());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void configure(Map<String, String> settings) throws IOException {
        StringBuilder lines = new StringBuilder("\nport = " + port + "\nlisten_addresses = 'localhost'\n");
        lines.append("unix_socket_directories = ''\nfsync = off\nfull_page_writes = off\n");
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        Files.writeString(data().resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Override
    public Path smallDisk() {
        return folder.resolve("small");
    }

    private Path logFile() {
        return folder.resolve("log");
    }

    @Override
    public String host() {
        return "localhost";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String log() {
        try {
            return Files.exists(logFile()) ? new String(Files.readAllBytes(logFile()), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Path> dataDirectory() {
        return Optional.of(data());
    }

    @Override
    public void start() {
        RunAs as = smallDisk == 0 ? runAs : runAs.withSmallDisk(smallDisk(), smallDisk);
        RunAs.Outcome outcome = control(as, "start", "--log=" + logFile(), "--wait", "--timeout=60");
        if (outcome.exit() != 0) {
            throw new IllegalStateException("PostgreSQL does not start: " + outcome.output() + log());
        }
    }

    @Override
    public void stop() {
        control(runAs, "stop", "--mode=fast", "--wait", "--timeout=60").orThrow();
    }

    @Override
    public void kill() {
        ProcessHandle postmaster = postmaster(data())
                .orElseThrow(() -> new IllegalStateException("the server in " + folder + " is not running"));
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).collect(Collectors.toList());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    private RunAs.Outcome control(RunAs as, String action, String... options) {
        List<String> command = Stream.concat(
                        Stream.of(binaries.program("pg_ctl"), action, "--silent", "--pgdata=" + data()),
                        Stream.of(options))
                .toList();
        return as.execute(folder, command);
    }

    private static Optional<ProcessHandle> postmaster(Path data) {
        try {
            Path file = data.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            return ProcessHandle.of(
                    Long.parseLong(Files.readAllLines(file).get(0).trim()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (postmaster(data()).isPresent()) {
                control(runAs, "stop", "--mode=immediate", "--wait", "--timeout=60");
            }
            ServerBinaries.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    /** A test process that was killed leaves a server and a folder behind. */
    private static void removeAbandoned(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            for (Path folder : files.toList()) {
                String[] parts = folder.getFileName().toString().split("-", -1);
                if (parts[0].equals("server")
                        && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
                    postmaster(folder.resolve("data"))
                            .filter(process -> process.info()
                                    .command()
                                    .map(command -> command.endsWith("postgres"))
                                    .orElse(false))
                            .ifPresent(process -> {
                                process.destroyForcibly();
                                process.onExit().join();
                            });
                    ServerBinaries.delete(folder);
                }
            }
        }
    }
}
