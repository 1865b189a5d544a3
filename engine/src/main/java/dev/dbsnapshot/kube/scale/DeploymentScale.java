package dev.dbsnapshot.kube.scale;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One Deployment: its number of replicas, its pods, and the note of the number that it had. */
final class DeploymentScale {

    /** Read by every version and on every machine: never rename it. */
    static final String ANNOTATION = "dbsnapshot.dev/replicas";

    /** How often somebody else may be faster. */
    private static final int CONFLICTS = 10;

    private static final List<String> ENDED = List.of("Failed", "Succeeded");

    private final Cluster cluster;
    private final String name;

    DeploymentScale(Cluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    private RollableScalableResource<Deployment> resource() {
        return cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.namespace())
                .withName(name);
    }

    Deployment deployment() {
        Deployment deployment =
                cluster.ask("reading Deployment " + name, () -> resource().get());
        if (deployment == null) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "there is no Deployment " + name + " in " + cluster + " to scale: name it by --deployment");
        }
        return deployment;
    }

    int replicas() {
        return Optional.ofNullable(deployment().getSpec().getReplicas()).orElse(1);
    }

    void scaleTo(int replicas) {
        cluster.ask("scaling Deployment " + name + " to " + replicas + " (subresource deployments/scale)", () -> {
            for (int i = 1; ; i++) {
                try {
                    Scale scale = resource().scale();
                    scale.getSpec().setReplicas(replicas);
                    return resource().scale(scale);
                } catch (KubernetesClientException e) {
                    // The Deployment's controller writes its status whenever anything changes, our own note included.
                    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || i == CONFLICTS) {
                        throw e;
                    }
                    Patience.pause();
                }
            }
        });
    }

    /** The number that somebody has noted before scaling to zero. */
    static Optional<Integer> noted(Deployment deployment) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(deployment.getMetadata().getAnnotations(), Map.of());
        try {
            return Optional.ofNullable(annotations.get(ANNOTATION)).map(Integer::valueOf);
        } catch (NumberFormatException e) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "the annotation " + ANNOTATION + " of Deployment "
                            + deployment.getMetadata().getName()
                            + " is no number: remove it, or set it to the number of replicas",
                    e);
        }
    }

    void note(int replicas) {
        annotate("\"" + replicas + "\"");
    }

    void forget() {
        annotate("null");
    }

    /** Removes the note, if there is one. */
    void forgetIfNoted() {
        if (noted(deployment()).isPresent()) {
            forget();
        }
    }

    private void annotate(String json) {
        cluster.ask("annotating Deployment " + name, () -> resource()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + ANNOTATION + "\":" + json + "}}}"));
    }

    /** Those that may still run: the ones that were evicted stay when a Deployment is scaled, and do nothing. */
    List<String> pods(Deployment deployment) {
        return cluster
                .ask("listing the pods of " + name, () -> cluster.client()
                        .pods()
                        .inNamespace(cluster.namespace())
                        .withLabelSelector(deployment.getSpec().getSelector())
                        .list()
                        .getItems())
                .stream()
                .filter(pod -> pod.getStatus() == null
                        || !ENDED.contains(pod.getStatus().getPhase()))
                .map((Pod pod) -> pod.getMetadata().getName())
                .toList();
    }

    /** Whether all replicas that it should have now are ready. */
    static boolean isReady(Deployment deployment) {
        return deployment.getStatus() != null
                && Optional.ofNullable(deployment.getStatus().getReadyReplicas())
                                .orElse(0)
                        >= Optional.ofNullable(deployment.getSpec().getReplicas())
                                .orElse(1);
    }
}
