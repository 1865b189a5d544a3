package dev.dbsnapshot.testdata;

import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container. */
final class ContainerServer implements ServerProcess {

    private static final String SMALL_DISK = "/small";

    private final PostgreSQLContainer container;

    private ContainerServer(PostgreSQLContainer container) {
        this.container = container;
    }

    /** Whether Docker answers. A machine without Docker is recognized without waiting. */
    static boolean isPossible() {
        String host = System.getenv("DOCKER_HOST");
        if (host == null || host.startsWith("unix:")) {
            Path socket = Path.of(
                    host == null ? "/var/run/docker.sock" : URI.create(host).getPath());
            if (!Files.exists(socket) || !answers(socket)) {
                return false;
            }
        }
        return DockerClientFactory.instance().isDockerAvailable();
    }

    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (java.io.IOException e) {
            return false; // A socket that nobody listens on any more.
        }
    }

    static ContainerServer start(int major, Map<String, String> settings) {
        return start(major, settings, 0);
    }

    /** The same, with a small disk beside that of its data unless its size is 0. */
    static ContainerServer start(int major, Map<String, String> settings, int mebibytes) {
        List<String> command = new ArrayList<>(List.of("postgres", "-c", "fsync=off", "-c", "full_page_writes=off"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        @SuppressWarnings("resource") // Closed by close().
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major)
                .withUsername("postgres")
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withEnv("POSTGRES_INITDB_ARGS", "--locale=C --encoding=UTF8 --no-sync");
        container.setCommand(command.toArray(String[]::new));
        if (mebibytes > 0) {
            container.withTmpFs(Map.of(SMALL_DISK, "rw,mode=1777,size=" + mebibytes + "m"));
        }
        container.start();
        return new ContainerServer(container);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        // Asked anew each time: Docker gives another port after a restart.
        String binding = container
                .getCurrentContainerInfo()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .entrySet()
                .iterator()
                .next()
                .getValue()[0]
                .getHostPortSpec();
        return Integer.parseInt(binding);
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    @Override
    public Optional<Path> dataDirectory() {
        return Optional.empty();
    }

    @Override
    public Path smallDisk() {
        return Path.of(SMALL_DISK);
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void start() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        container.close();
    }
}
