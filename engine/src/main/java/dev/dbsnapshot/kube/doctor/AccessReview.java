package dev.dbsnapshot.kube.doctor;

import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.List;

/** Asks the API server what it would allow, without doing it. */
final class AccessReview {

    /** From this minor version on, streams are a matter of create; before, of get. */
    private static final int CREATE_FOR_STREAMS = 35;

    private final Cluster cluster;
    private final int minor;

    AccessReview(Cluster cluster, int minor) {
        this.cluster = cluster;
        this.minor = minor;
    }

    /** What of a permission is missing, such as {@code patch deployments.apps core-api}. */
    List<String> missing(String namespace, Permission permission) {
        List<String> result = new ArrayList<>();
        String kind = permission.resource() + (permission.group().isEmpty() ? "" : "." + permission.group());
        for (String verb : verbs(permission)) {
            for (String name : permission.names().isEmpty() ? List.of("") : permission.names()) {
                if (!allowed(namespace, permission, verb, name)) {
                    result.add(verb + " " + kind + (name.isEmpty() ? "" : " " + name));
                }
            }
        }
        return result;
    }

    private List<String> verbs(Permission permission) {
        boolean stream = permission.resource().equals("pods/portforward")
                || permission.resource().equals("pods/exec");
        return stream ? List.of(minor >= CREATE_FOR_STREAMS ? "create" : "get") : permission.verbs();
    }

    private boolean allowed(String namespace, Permission permission, String verb, String name) {
        String[] resource = permission.resource().split("/");
        ResourceAttributes attributes = new ResourceAttributesBuilder()
                .withNamespace(namespace)
                .withVerb(verb)
                .withGroup(permission.group())
                .withResource(resource[0])
                .withSubresource(resource.length > 1 ? resource[1] : "")
                .withName(name)
                .build();
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withResourceAttributes(attributes)
                .endSpec()
                .build();
        SelfSubjectAccessReview answer =
                cluster.ask("asking which rights there are (SelfSubjectAccessReview)", () -> cluster.client()
                        .authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(review));
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
