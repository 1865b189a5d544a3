package dev.dbsnapshot.kube.objects;

import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Exports objects of a namespace as YAML that can be applied again. Secrets are among them: keep it to yourself. */
public final class ObjectExport {

    private final Cluster cluster;

    /** Asks nothing yet. */
    public ObjectExport(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Reads the objects.
     *
     * @param kinds which kinds
     * @return one document each, sorted by kind and name
     */
    public List<String> documents(List<ObjectKind> kinds) {
        List<String> result = new ArrayList<>();
        for (ObjectKind kind : kinds.stream().sorted().distinct().toList()) {
            cluster
                    .ask("listing " + kind + " of " + cluster, () -> cluster.client()
                            .genericKubernetesResources(kind.context())
                            .inNamespace(cluster.namespace())
                            .list()
                            .getItems())
                    .stream()
                    .sorted(Comparator.comparing(object -> object.getMetadata().getName()))
                    .map(ObjectExport::plain)
                    .filter(object -> !CleanObject.isMadeByTheCluster(object))
                    .map(CleanObject::of)
                    .map(Serialization::asYaml)
                    .forEach(yaml -> result.add(yaml.startsWith("---") ? yaml : "---\n" + yaml));
        }
        return result;
    }

    @SuppressWarnings("unchecked") // An object is a map of names.
    private static Map<String, Object> plain(GenericKubernetesResource object) {
        return Serialization.unmarshal(Serialization.asJson(object), Map.class);
    }
}
