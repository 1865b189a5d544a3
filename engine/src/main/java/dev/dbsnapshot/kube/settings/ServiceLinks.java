package dev.dbsnapshot.kube.settings;

import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables that the kubelet makes of the Services of a namespace ({@code POSTGRES_SERVICE_HOST}), which values may
 * refer to. Services are only read when a value does.
 */
final class ServiceLinks {

    private final Cluster cluster;

    @Nullable
    private Map<String, String> values;

    ServiceLinks(Cluster cluster) {
        this.cluster = cluster;
    }

    Optional<String> value(String name) {
        if (!name.endsWith("_SERVICE_HOST") && !name.endsWith("_SERVICE_PORT")) {
            return Optional.empty();
        }
        Map<String, String> known = values;
        if (known == null) {
            known = read();
            values = known;
        }
        return Optional.ofNullable(known.get(name));
    }

    private Map<String, String> read() {
        Map<String, String> result = new HashMap<>();
        for (Service service : cluster.ask("listing Services", () -> cluster.client()
                .services()
                .inNamespace(cluster.namespace())
                .list()
                .getItems())) {
            String prefix =
                    service.getMetadata().getName().toUpperCase(Locale.ROOT).replace('-', '_') + "_SERVICE_";
            if (service.getSpec().getPorts() != null
                    && !service.getSpec().getPorts().isEmpty()) {
                // The name, not the address: it leads to the same place, and TLS can verify it.
                result.put(prefix + "HOST", service.getMetadata().getName());
                result.put(
                        prefix + "PORT",
                        String.valueOf(service.getSpec().getPorts().get(0).getPort()));
            }
        }
        return result;
    }
}
