package dev.dbsnapshot.kube.objects;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Kinds of objects that a namespace's configuration consists of, in the order in which they are applied. */
public enum ObjectKind {
    SERVICEACCOUNTS("", "v1", "ServiceAccount"),
    CONFIGMAPS("", "v1", "ConfigMap"),
    SECRETS("", "v1", "Secret"),
    PERSISTENTVOLUMECLAIMS("", "v1", "PersistentVolumeClaim"),
    SERVICES("", "v1", "Service"),
    ROLES("rbac.authorization.k8s.io", "v1", "Role"),
    ROLEBINDINGS("rbac.authorization.k8s.io", "v1", "RoleBinding"),
    DEPLOYMENTS("apps", "v1", "Deployment"),
    STATEFULSETS("apps", "v1", "StatefulSet"),
    DAEMONSETS("apps", "v1", "DaemonSet"),
    CRONJOBS("batch", "v1", "CronJob"),
    HORIZONTALPODAUTOSCALERS("autoscaling", "v1", "HorizontalPodAutoscaler"),
    NETWORKPOLICIES("networking.k8s.io", "v1", "NetworkPolicy"),
    INGRESSES("networking.k8s.io", "v1", "Ingress");

    /** What is exported when nobody names kinds. */
    public static final List<ObjectKind> USUAL = List.of(CONFIGMAPS, SECRETS, DEPLOYMENTS, INGRESSES);

    private final String group;
    private final String version;
    private final String kind;

    ObjectKind(String group, String version, String kind) {
        this.group = group;
        this.version = version;
        this.kind = kind;
    }

    /** By the plural, the singular or the kind, as kubectl takes them. */
    public static ObjectKind of(String name) {
        String wanted = name.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each -> each.name().equals(wanted)
                        || each.kind.toUpperCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.USAGE,
                        "kind \"" + name + "\" cannot be exported: there are "
                                + String.join(
                                        ", ",
                                        Arrays.stream(values())
                                                .map(ObjectKind::toString)
                                                .toList())));
    }

    /** The API group; empty for the core's. */
    public String group() {
        return group;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(toString())
                .withNamespaced(true)
                .build();
    }

    /** The plural. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
