package dev.dbsnapshot.cli;

import dev.dbsnapshot.kube.ClusterAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code db-snapshot jump-delete}: removes the pod that jump-create started. */
@Command(
        name = "jump-delete",
        description = "Remove the pod that jump-create started.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n" + "  db-snapshot jump-delete -n poolside%n" + "%n")
final class JumpDeleteCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    JumpDeleteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        boolean unused = new Work(surroundings, output, progress).run("jump-delete", lines -> {
            try (ClusterAccess cluster = kubernetes.open(surroundings)) {
                boolean removed =
                        cluster.jumpPod(message -> lines.say(message, true)).delete();
                lines.say(removed ? "the jump pod is removed" : "there is no jump pod in " + cluster, true);
                return removed;
            }
        });
        return ExitCode.SUCCESS.number();
    }
}
