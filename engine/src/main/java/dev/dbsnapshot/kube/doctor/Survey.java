package dev.dbsnapshot.kube.doctor;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.settings.Part;
import dev.dbsnapshot.kube.settings.SettingsSearch;
import dev.dbsnapshot.kube.target.Target;
import dev.dbsnapshot.kube.target.TargetSearch;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds out what rights depend on; what may not be read is left open. */
final class Survey {

    private static final int POSTGRESQL_PORT = 5432;

    private final Cluster cluster;
    private final Application application;

    Survey(Cluster cluster, Application application) {
        this.cluster = cluster;
        this.application = application;
    }

    Surveyed look(Map<Part, String> variables) {
        Set<String> configMaps = new TreeSet<>();
        Set<String> secrets = new TreeSet<>();
        Set<String> pullSecrets = new TreeSet<>();
        try {
            PodSpec pod = new SettingsSearch(cluster)
                    .deployment(application.deployment())
                    .getSpec()
                    .getTemplate()
                    .getSpec();
            Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                    .forEach(container -> references(container, configMaps, secrets));
            Objects.requireNonNullElse(pod.getImagePullSecrets(), List.<LocalObjectReference>of())
                    .forEach(reference -> pullSecrets.add(reference.getName()));
        } catch (SnapshotException e) {
            return new Surveyed(
                    application.deployment(),
                    List.of(),
                    List.of(),
                    List.of(),
                    cluster.namespace(),
                    Surveyed.Reach.UNKNOWN);
        }
        String namespace = cluster.namespace();
        Surveyed.Reach reach = Surveyed.Reach.UNKNOWN;
        try {
            Map<String, String> values = new SettingsSearch(cluster)
                    .findWithoutPassword(application, variables)
                    .values();
            Target target = new TargetSearch(cluster, Optional.empty())
                    .find(
                            values.getOrDefault("host", ""),
                            Integer.parseInt(values.getOrDefault("port", "" + POSTGRESQL_PORT)));
            if (target instanceof Target.Pods pods) {
                namespace = pods.pods().get(0).namespace();
                reach = Surveyed.Reach.POD;
            } else {
                reach = Surveyed.Reach.OUTSIDE;
            }
        } catch (SnapshotException | NumberFormatException e) {
            reach = Surveyed.Reach.UNKNOWN;
        }
        return new Surveyed(
                application.deployment(),
                List.copyOf(configMaps),
                List.copyOf(secrets),
                List.copyOf(pullSecrets),
                namespace,
                reach);
    }

    private static void references(Container container, Set<String> configMaps, Set<String> secrets) {
        container.getEnv().stream()
                .map(variable -> variable.getValueFrom())
                .filter(Objects::nonNull)
                .forEach(source -> {
                    if (source.getConfigMapKeyRef() != null) {
                        configMaps.add(source.getConfigMapKeyRef().getName());
                    }
                    if (source.getSecretKeyRef() != null) {
                        secrets.add(source.getSecretKeyRef().getName());
                    }
                });
        container.getEnvFrom().forEach(source -> {
            if (source.getConfigMapRef() != null) {
                configMaps.add(source.getConfigMapRef().getName());
            }
            if (source.getSecretRef() != null) {
                secrets.add(source.getSecretRef().getName());
            }
        });
    }
}
