package dev.dbsnapshot.kube.doctor;

import java.util.List;
import java.util.Set;

/** Rights as a Role that can be applied. */
final class RoleManifest {

    private static final String NAME = "db-snapshot";

    private RoleManifest() {}

    static String of(String namespace, Set<Purpose> purposes, List<Permission> permissions) {
        StringBuilder yaml = new StringBuilder("""
            # What db-snapshot does in namespace %2$s. Bind it to who does it:
            #   kubectl create rolebinding %1$s -n %2$s --role=%1$s --user=NAME
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: %1$s, namespace: %2$s}
            rules:
            """.formatted(NAME, namespace));
        for (Purpose purpose : Purpose.values()) {
            List<Permission> own = permissions.stream()
                    .filter(permission -> permission.purpose() == purpose && purposes.contains(purpose))
                    .toList();
            if (!own.isEmpty()) {
                yaml.append("  # ").append(purpose.commands()).append('\n');
            }
            own.forEach(permission -> yaml.append("  - ")
                    .append(permission.rule())
                    .append(permission.necessary() ? "" : " # better messages only")
                    .append('\n'));
        }
        return yaml.toString();
    }
}
