package dev.dbsnapshot.kube.scale;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who else decides on the number of replicas of a Deployment: autoscalers, and tools that undo what others change. */
final class Keepers {

    private static final Map<String, String> BY_LABEL = Map.of(
            "argocd.argoproj.io/instance", "Argo CD application",
            "kustomize.toolkit.fluxcd.io/name", "Flux Kustomization",
            "helm.toolkit.fluxcd.io/name", "Flux HelmRelease");

    private static final Logger LOG = LoggerFactory.getLogger(Keepers.class);

    private Keepers() {}

    /** Names them, as {@code Argo CD application forge}. */
    static List<String> of(Cluster cluster, Deployment deployment) {
        ObjectMeta metadata = deployment.getMetadata();
        List<String> result = new ArrayList<>();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        BY_LABEL.forEach((label, kind) -> {
            if (labels.containsKey(label)) {
                result.add(kind + " " + labels.get(label));
            }
        });
        String tracking = Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of())
                .get("argocd.argoproj.io/tracking-id");
        if (tracking != null) {
            result.add("Argo CD application " + tracking.split(":")[0]);
        }
        try {
            cluster
                    .ask("listing HorizontalPodAutoscalers", () -> cluster.client()
                            .autoscaling()
                            .v1()
                            .horizontalPodAutoscalers()
                            .inNamespace(cluster.namespace())
                            .list()
                            .getItems())
                    .stream()
                    .filter(scaler -> "Deployment"
                                    .equals(scaler.getSpec().getScaleTargetRef().getKind())
                            && metadata.getName()
                                    .equals(scaler.getSpec().getScaleTargetRef().getName()))
                    .forEach(scaler -> result.add(
                            "HorizontalPodAutoscaler " + scaler.getMetadata().getName()));
        } catch (SnapshotException e) {
            // Not everybody may list them, and Kubernetes itself stops autoscaling at zero replicas.
            LOG.debug("cannot see whether Deployment {} has an autoscaler: {}", metadata.getName(), e.getMessage());
        }
        return result;
    }
}
