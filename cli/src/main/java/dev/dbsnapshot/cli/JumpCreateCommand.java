package dev.dbsnapshot.cli;

import dev.dbsnapshot.kube.ClusterAccess;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot jump-create}: starts a pod with psql beside the application. */
@Command(
        name = "jump-create",
        description =
                "Start a pod with psql beside the application, for work by hand; it ends by itself after 4 hours.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot jump-create -n poolside%n"
                + "  db-snapshot jump-create --image registry.example.com/poolside-database-client:v0.0.4%n"
                + "%n")
final class JumpCreateCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "The image, with psql and sleep in it. Default: poolside-database-client:v0.0.3 of the"
                    + " registry")
    private @Nullable String image;

    @Option(
            names = "--registry",
            paramLabel = "HOST",
            description = "The registry of the image. Default: the one that the application's image comes from")
    private @Nullable String registry;

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    JumpCreateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String command = new Work(surroundings, output, progress).run("jump-create", lines -> {
            try (ClusterAccess cluster = kubernetes.open(surroundings)) {
                String psql = cluster.jumpPod(message -> lines.say(message, true))
                        .create(Optional.ofNullable(image), Optional.ofNullable(registry), kubernetes.variables());
                lines.say("remove it afterwards: db-snapshot jump-delete", true);
                return psql;
            }
        });
        surroundings.out().println(command);
        return ExitCode.SUCCESS.number();
    }
}
