package dev.dbsnapshot.cli;

import dev.dbsnapshot.kube.ClusterAccess;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
                + "  db-snapshot jump-create --registry registry.example.com%n"
                + "  db-snapshot jump-create --image registry.example.com/poolside-database-client:v0.0.4%n"
                + "%n")
final class JumpCreateCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin(name = "registry")
    private final RegistryOptions registry = new RegistryOptions();

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
                String image =
                        cluster.images(message -> lines.say(message, true)).find(registry.request(surroundings));
                String psql = cluster.jumpPod(message -> lines.say(message, true))
                        .create(Optional.of(image), Optional.empty(), kubernetes.variables());
                lines.say("remove it afterwards: db-snapshot jump-delete", true);
                return psql;
            }
        });
        surroundings.out().println(command);
        return ExitCode.SUCCESS.number();
    }
}
