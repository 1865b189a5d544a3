package dev.dbsnapshot.kube.scale;

import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.function.Consumer;

/** Brings back replicas that a restore took away and could not bring back itself, by the note in the annotation. */
public final class ScaleRecovery {

    private final Cluster cluster;

    /** Asks nothing yet. */
    public ScaleRecovery(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The Deployments of the namespace that were left so. */
    public List<String> left() {
        return deployments().stream()
                .filter(deployment -> DeploymentScale.noted(deployment).isPresent())
                .map(deployment -> deployment.getMetadata().getName())
                .toList();
    }

    /** Brings all of them back. */
    public void recover(Consumer<String> person) {
        for (Deployment deployment : deployments()) {
            DeploymentScale.noted(deployment).ifPresent(replicas -> {
                String name = deployment.getMetadata().getName();
                DeploymentScale scale = new DeploymentScale(cluster, name);
                if (scale.replicas() == 0) {
                    scale.scaleTo(replicas);
                }
                scale.forget();
                person.accept("Deployment " + name + " has " + scale.replicas() + " replicas again");
            });
        }
    }

    private List<Deployment> deployments() {
        return cluster.ask("listing the Deployments of " + cluster, () -> cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.namespace())
                .list()
                .getItems());
    }
}
