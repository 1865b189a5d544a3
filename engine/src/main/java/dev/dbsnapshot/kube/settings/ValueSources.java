package dev.dbsnapshot.kube.settings;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ConfigMaps and Secrets of a namespace, each read at most once, into memory only. */
final class ValueSources {

    private final Cluster cluster;
    private final Map<String, Optional<Map<String, String>>> configMaps = new LinkedHashMap<>();
    private final Map<String, Optional<Map<String, String>>> secrets = new LinkedHashMap<>();

    ValueSources(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All entries of a ConfigMap, sorted by key; empty if there is none. */
    Optional<Map<String, String>> configMap(String name) {
        return configMaps.computeIfAbsent(name, unused -> {
            ConfigMap map = cluster.ask("reading ConfigMap " + name, () -> cluster.client()
                    .configMaps()
                    .inNamespace(cluster.namespace())
                    .withName(name)
                    .get());
            return data(map, map == null ? null : map.getData(), false);
        });
    }

    /** All entries of a Secret, decoded and sorted by key; empty if there is none. */
    Optional<Map<String, String>> secret(String name) {
        return secrets.computeIfAbsent(name, unused -> {
            Secret secret = cluster.ask("reading Secret " + name, () -> cluster.client()
                    .secrets()
                    .inNamespace(cluster.namespace())
                    .withName(name)
                    .get());
            return data(secret, secret == null ? null : secret.getData(), true);
        });
    }

    private static Optional<Map<String, String>> data(
            @Nullable HasMetadata object, @Nullable Map<String, String> data, boolean encoded) {
        if (object == null) {
            return Optional.empty();
        }
        Map<String, String> result = new TreeMap<>();
        if (data != null) {
            data.forEach((key, value) -> result.put(
                    key,
                    encoded ? new String(Base64.getDecoder().decode(value.strip()), StandardCharsets.UTF_8) : value));
        }
        return Optional.of(result);
    }

    /** What a missing reference means: nothing if it is optional, otherwise a pod that cannot start. */
    static <T> Optional<T> missing(@Nullable Boolean optional, String what) {
        if (Boolean.TRUE.equals(optional)) {
            return Optional.empty();
        }
        throw new SnapshotException(
                ErrorCode.USAGE,
                what + " is not there, so that no pod of the application can start: make it, or name the database by"
                        + " --dsn");
    }
}
