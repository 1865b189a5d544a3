package dev.dbsnapshot.kube.objects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An object without what the cluster adds by itself and refuses, or ignores, when it is applied again. */
final class CleanObject {

    private static final Set<String> OWN_METADATA = Set.of(
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "managedFields",
            "selfLink",
            // An owner of that uid will not be there, so that what it owns would be removed at once.
            "ownerReferences",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private static final Set<String> OWN_ANNOTATIONS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deprecated.daemonset.template.generation",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "dbsnapshot.dev/replicas");

    private CleanObject() {}

    /** Kubernetes' own controllers; other owners, such as an operator's, may need the object to come back. */
    private static final Pattern BUILT_IN = Pattern.compile("(?:apps|batch)/.*|v1|discovery\\.k8s\\.io/.*");

    /** Whether the cluster makes this object by itself: it would come back anyway, or belongs to another one. */
    static boolean isMadeByTheCluster(Map<String, Object> object) {
        Map<String, Object> metadata = map(object.get("metadata"));
        boolean owned = metadata.get("ownerReferences") instanceof List<?> owners
                && owners.stream()
                        .map(CleanObject::map)
                        .anyMatch(owner -> Boolean.TRUE.equals(owner.get("controller"))
                                && BUILT_IN.matcher(String.valueOf(owner.get("apiVersion")))
                                        .matches());
        return owned
                || "kubernetes.io/service-account-token".equals(object.get("type"))
                || ("ConfigMap".equals(object.get("kind")) && "kube-root-ca.crt".equals(metadata.get("name")))
                || ("ServiceAccount".equals(object.get("kind")) && "default".equals(metadata.get("name")));
    }

    static Map<String, Object> of(Map<String, Object> object) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("apiVersion", object.get("apiVersion"));
        result.put("kind", object.get("kind"));
        Map<String, Object> metadata = new LinkedHashMap<>(map(object.get("metadata")));
        metadata.keySet().removeAll(OWN_METADATA);
        Map<String, Object> annotations = new LinkedHashMap<>(map(metadata.get("annotations")));
        annotations.keySet().removeAll(OWN_ANNOTATIONS);
        if (annotations.isEmpty()) {
            metadata.remove("annotations");
        } else {
            metadata.put("annotations", annotations);
        }
        result.put("metadata", metadata);
        object.forEach(result::putIfAbsent);
        result.remove("status");
        if ("Service".equals(object.get("kind"))) {
            result.put("spec", service(map(object.get("spec"))));
        }
        if (object.get("kind") instanceof String kind && kind.equals("Deployment")) {
            restoreReplicas(map(object.get("metadata")), result);
        }
        return result;
    }

    /** An address is the cluster's to give; that there is none is the person's choice. */
    private static Map<String, Object> service(Map<String, Object> spec) {
        Map<String, Object> result = new LinkedHashMap<>(spec);
        if (!"None".equals(spec.get("clusterIP"))) {
            result.remove("clusterIP");
            result.remove("clusterIPs");
        }
        return result;
    }

    /** A Deployment that a restore has stopped shall not come back stopped. */
    private static void restoreReplicas(Map<String, Object> metadata, Map<String, Object> result) {
        Object noted = map(metadata.get("annotations")).get("dbsnapshot.dev/replicas");
        if (noted != null && noted.toString().matches("\\d{1,6}")) {
            Map<String, Object> spec = new LinkedHashMap<>(map(result.get("spec")));
            spec.put("replicas", Integer.valueOf(noted.toString()));
            result.put("spec", spec);
        }
    }

    @SuppressWarnings("unchecked") // The keys of objects in JSON are strings.
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
