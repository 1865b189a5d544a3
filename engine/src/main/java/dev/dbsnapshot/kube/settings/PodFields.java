package dev.dbsnapshot.kube.settings;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the downward API can tell of a pod before it runs. */
final class PodFields {

    private static final Pattern ENTRY = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

    private final PodTemplateSpec template;
    private final String namespace;

    PodFields(PodTemplateSpec template, String namespace) {
        this.template = template;
        this.namespace = namespace;
    }

    /** The value of a field; empty for what differs from pod to pod. */
    Optional<String> value(String path) {
        Matcher entry = ENTRY.matcher(path);
        ObjectMeta metadata = Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new);
        if (entry.matches()) {
            Map<String, String> entries =
                    entry.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
            return Optional.ofNullable(entries == null ? null : entries.get(entry.group(2)));
        }
        return switch (path) {
            case "metadata.namespace" -> Optional.of(namespace);
            case "spec.serviceAccountName" ->
                Optional.of(Objects.requireNonNullElse(template.getSpec().getServiceAccountName(), "default"));
            default -> Optional.empty();
        };
    }

    /** A limit or a request of a container, in whole cores or bytes, rounded up. */
    static Optional<String> resource(Container container, String path) {
        if (container.getResources() == null) {
            return Optional.empty();
        }
        String name = path.substring(path.indexOf('.') + 1);
        return quantity(
                        path.startsWith("limits.") //
                                ? container.getResources().getLimits()
                                : container.getResources().getRequests(),
                        name)
                .map(quantity -> quantity.getNumericalAmount()
                        .setScale(0, java.math.RoundingMode.CEILING)
                        .toPlainString());
    }

    private static Optional<Quantity> quantity(@Nullable Map<String, Quantity> amounts, String name) {
        return Optional.ofNullable(amounts == null ? null : amounts.get(name));
    }
}
