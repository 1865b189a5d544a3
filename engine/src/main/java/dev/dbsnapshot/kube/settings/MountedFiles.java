package dev.dbsnapshot.kube.settings;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that the kubelet mounts into a container out of Secrets and ConfigMaps. */
final class MountedFiles {

    /**
     * Where the content of a file stands.
     *
     * @param secret whether that is a Secret; otherwise a ConfigMap
     * @param name the object's name
     * @param key the key in it
     */
    record Origin(boolean secret, String name, String key) {

        @Override
        public String toString() {
            return (secret ? "Secret " : "ConfigMap ") + name + " key " + key;
        }
    }

    private final List<Volume> volumes;
    private final List<VolumeMount> mounts;

    MountedFiles(List<Volume> volumes, Container container) {
        this.volumes = volumes;
        this.mounts = container.getVolumeMounts();
    }

    /** Where a file comes from; empty if from nothing that the API server keeps. */
    Optional<Origin> origin(String path) {
        return mounts.stream()
                .filter(mount -> path.equals(folder(mount)) || path.startsWith(folder(mount) + "/"))
                .max(Comparator.comparing(mount -> folder(mount).length()))
                .flatMap(mount -> volumes.stream()
                        .filter(volume -> volume.getName().equals(mount.getName()))
                        .findFirst()
                        .flatMap(volume -> in(volume, within(mount, path))));
    }

    private static String folder(VolumeMount mount) {
        return mount.getMountPath().replaceAll("/+$", "");
    }

    private static String within(VolumeMount mount, String path) {
        String rest = path.substring(folder(mount).length());
        String part = Objects.requireNonNullElse(mount.getSubPath(), "");
        return (part + rest).replaceAll("^/+", "");
    }

    private static Optional<Origin> in(Volume volume, String file) {
        if (volume.getSecret() != null) {
            return key(volume.getSecret().getItems(), file)
                    .map(key -> new Origin(true, volume.getSecret().getSecretName(), key));
        }
        if (volume.getConfigMap() != null) {
            return key(volume.getConfigMap().getItems(), file)
                    .map(key -> new Origin(false, volume.getConfigMap().getName(), key));
        }
        Stream<VolumeProjection> projected =
                volume.getProjected() == null ? Stream.empty() : volume.getProjected().getSources().stream();
        return projected
                .map(source -> in(source, file))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Of several sources, those that choose their keys say so; others may have any. */
    private static Optional<Origin> in(VolumeProjection source, String file) {
        if (source.getSecret() != null) {
            return key(source.getSecret().getItems(), file)
                    .map(key -> new Origin(true, source.getSecret().getName(), key));
        }
        return source.getConfigMap() == null
                ? Optional.empty()
                : key(source.getConfigMap().getItems(), file)
                        .map(key -> new Origin(false, source.getConfigMap().getName(), key));
    }

    private static Optional<String> key(@Nullable List<KeyToPath> items, String file) {
        if (items == null || items.isEmpty()) {
            return file.isEmpty() || file.contains("/") ? Optional.empty() : Optional.of(file);
        }
        return items.stream()
                .filter(item -> file.equals(item.getPath()))
                .map(KeyToPath::getKey)
                .findFirst();
    }
}
