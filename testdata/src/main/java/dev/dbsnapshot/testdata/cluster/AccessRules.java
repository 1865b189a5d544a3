package dev.dbsnapshot.testdata.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Roles allow, as Kubernetes' RBAC reads them.
 *
 * @param roles the Roles
 */
record AccessRules(List<Role> roles) {

    private static final Pattern PATH =
            Pattern.compile("/(?:api|apis/([^/]+))/[^/]+/namespaces/([^/]+)/([^/]+)(?:/([^/]+)(?:/([^/]+))?)?");

    /** From this minor version on, opening a stream is to create something. */
    private static final int STREAMS_ARE_CREATED = 35;

    /** Reads documents of YAML. */
    static AccessRules of(String yaml) {
        List<Role> result = new ArrayList<>();
        for (String document : yaml.split("(?m)^---$")) {
            result.add(Serialization.unmarshal(document, Role.class));
        }
        return new AccessRules(result);
    }

    /** Whether a request is allowed. What is in no namespace is, as reviews and versions are for everybody. */
    boolean allow(HttpHead head, int minor) {
        Matcher path = PATH.matcher(head.path());
        if (!path.matches()) {
            return true;
        }
        String name = path.group(4);
        String verb =
                switch (head.method()) {
                    case "GET" ->
                        head.isUpgrade() && path.group(5) != null && minor >= STREAMS_ARE_CREATED
                                ? "create"
                                : name != null ? "get" : head.query().containsKey("watch") ? "watch" : "list";
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    case "DELETE" -> name == null ? "deletecollection" : "delete";
                    default -> head.method().toLowerCase(Locale.ROOT);
                };
        return allow(text(path.group(1)), path.group(2), path.group(3), text(path.group(5)), text(name), verb);
    }

    private boolean allow(
            String group, String namespace, String resource, String subresource, String name, String verb) {
        String complete = resource + (subresource.isEmpty() ? "" : "/" + subresource);
        for (Role role : roles) {
            for (PolicyRule rule : role.getRules()) {
                if (role.getMetadata().getNamespace().equals(namespace)
                        && rule.getApiGroups().contains(group)
                        && rule.getResources().contains(complete)
                        && rule.getVerbs().contains(verb)
                        && (rule.getResourceNames().isEmpty()
                                || rule.getResourceNames().contains(name))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Answers a review; without rules everything is allowed. */
    static String answer(Optional<AccessRules> rules, String json) {
        SelfSubjectAccessReview review = Serialization.unmarshal(json, SelfSubjectAccessReview.class);
        ResourceAttributes asked = review.getSpec().getResourceAttributes();
        boolean allowed = rules.map(known -> known.allow(
                        text(asked.getGroup()),
                        text(asked.getNamespace()),
                        text(asked.getResource()),
                        text(asked.getSubresource()),
                        text(asked.getName()),
                        text(asked.getVerb())))
                .orElse(true);
        return Serialization.asJson(new SelfSubjectAccessReviewBuilder(review)
                .withNewStatus()
                .withAllowed(allowed)
                .endStatus()
                .build());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
