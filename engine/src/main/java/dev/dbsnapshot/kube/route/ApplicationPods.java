package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.settings.Application;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.Optional;

/** The pods of an application. */
final class ApplicationPods {

    private final Cluster cluster;

    ApplicationPods(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The name of one that is ready; empty if there is none, or no Deployment. */
    Optional<String> ready(Application application) {
        Deployment deployment = cluster.ask("reading Deployment " + application.deployment(), () -> cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.namespace())
                .withName(application.deployment())
                .get());
        if (deployment == null) {
            return Optional.empty();
        }
        return cluster
                .ask("listing the pods of " + application.deployment(), () -> cluster.client()
                        .pods()
                        .inNamespace(cluster.namespace())
                        .withLabelSelector(deployment.getSpec().getSelector())
                        .list()
                        .getItems())
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(Readiness::isPodReady)
                .map((Pod pod) -> pod.getMetadata().getName())
                .findFirst();
    }
}
