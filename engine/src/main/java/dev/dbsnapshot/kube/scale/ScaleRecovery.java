package dev.dbsnapshot.kube.scale;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;

/** Brings back replicas that a restore took away and could not bring back itself, by the note in the annotation. */
public final class ScaleRecovery {

    /** What a journal calls the act that this recovers from. */
    public static final String ACT = "scale-down";

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

    /** Brings all of them back; tells of each in one line. */
    public List<String> recover() {
        return deployments().stream()
                .filter(deployment -> DeploymentScale.noted(deployment).isPresent())
                .map(deployment -> bringBack(
                        deployment.getMetadata().getName(),
                        DeploymentScale.noted(deployment).orElse(0)))
                .toList();
    }

    /** Brings back the one that a journal tells of, if nobody has yet. */
    public String recover(Map<String, String> facts) {
        String name = facts.getOrDefault("deployment", "");
        if (!cluster.namespace().equals(facts.get("namespace"))) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "Deployment " + name + " is in namespace " + facts.get("namespace") + ": name that by --namespace");
        }
        String journals = facts.getOrDefault("cluster", server());
        if (!journals.equals(server())) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "Deployment " + name + " was stopped in the cluster of " + journals + ", and this is the one of "
                            + server() + ": name its context by --context");
        }
        return left().contains(name)
                ? bringBack(name, Integer.parseInt(facts.getOrDefault("replicas", "1")))
                : "Deployment " + name + " has its replicas already";
    }

    private String server() {
        return cluster.client().getMasterUrl().toString();
    }

    private String bringBack(String name, int replicas) {
        DeploymentScale scale = new DeploymentScale(cluster, name);
        if (scale.replicas() == 0) {
            scale.scaleTo(replicas);
        }
        scale.forget();
        return "Deployment " + name + " has " + scale.replicas() + " replicas again";
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
