package dev.dbsnapshot.kube.doctor;

import dev.dbsnapshot.kube.objects.ObjectKind;
import java.util.ArrayList;
import java.util.List;

/** Which rights each purpose takes, in the application's namespace or in the database's. */
final class Permissions {

    private static final String CORE = "";
    private static final String APPS = "apps";

    private Permissions() {}

    /** What is asked of the namespace of the application. */
    static List<Permission> ofApplication(Surveyed known) {
        List<String> deployment = List.of(known.deployment());
        List<Permission> result = new ArrayList<>();
        result.add(Permission.of(Purpose.CREATE, APPS, "deployments", deployment, "get"));
        boolean read = !known.configMaps().isEmpty() || !known.secrets().isEmpty();
        if (!known.configMaps().isEmpty() || !read) {
            result.add(Permission.of(Purpose.CREATE, CORE, "configmaps", known.configMaps(), "get"));
        }
        if (!known.secrets().isEmpty() || !read) {
            result.add(Permission.of(Purpose.CREATE, CORE, "secrets", known.secrets(), "get"));
        }
        result.add(Permission.of(Purpose.CREATE, CORE, "services", List.of(), "get"));
        result.add(Permission.of(Purpose.CREATE, CORE, "pods", List.of(), "list"));
        if (known.reach() != Surveyed.Reach.POD) {
            result.add(Permission.of(Purpose.CREATE, CORE, "pods/exec", List.of(), "get", "create"));
        }
        restore(deployment, result);
        jumpPod(known, result);
        ObjectKind.USUAL.forEach(kind ->
                result.add(Permission.of(Purpose.EXPORT_OBJECTS, kind.group(), kind.toString(), List.of(), "list")));
        return result;
    }

    /** What is asked of the namespace of the database, which mostly is the same. */
    static List<Permission> ofDatabase(Surveyed known, boolean elsewhere) {
        List<Permission> result = new ArrayList<>();
        if (elsewhere) {
            result.add(Permission.of(Purpose.CREATE, CORE, "services", List.of(), "get"));
            result.add(Permission.of(Purpose.CREATE, CORE, "pods", List.of(), "list"));
        }
        if (known.reach() != Surveyed.Reach.OUTSIDE) {
            // A WebSocket was a matter of get up to Kubernetes 1.34, and is one of create since.
            result.add(Permission.of(Purpose.CREATE, CORE, "pods/portforward", List.of(), "get", "create"));
        }
        return result;
    }

    private static void restore(List<String> deployment, List<Permission> result) {
        result.add(Permission.of(Purpose.RESTORE, APPS, "deployments", deployment, "patch"));
        result.add(Permission.of(Purpose.RESTORE, APPS, "deployments", List.of(), "list"));
        result.add(Permission.of(Purpose.RESTORE, APPS, "deployments/scale", deployment, "get", "update"));
        result.add(Permission.of(Purpose.RESTORE, "autoscaling", "horizontalpodautoscalers", List.of(), "list")
                .ifPossible());
    }

    private static void jumpPod(Surveyed known, List<Permission> result) {
        result.add(Permission.of(Purpose.JUMP_POD, CORE, "pods", List.of(), "get", "create", "delete"));
        result.add(Permission.of(Purpose.JUMP_POD, CORE, "pods/exec", List.of(), "get", "create"));
        if (!known.pullSecrets().isEmpty()) {
            result.add(Permission.of(Purpose.JUMP_POD, CORE, "secrets", known.pullSecrets(), "get")
                    .ifPossible());
        }
        result.add(Permission.of(Purpose.JUMP_POD, CORE, "serviceaccounts", List.of(), "get")
                .ifPossible());
    }
}
