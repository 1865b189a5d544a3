package dev.dbsnapshot.kube.settings;

import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment that the kubelet gives to a container: first all of {@code envFrom}, then {@code env} in its order,
 * where a value may refer to what came before. What only a running pod has, such as its address, is left out.
 */
final class ContainerEnvironment {

    private static final String UNREAD = "(not read)";
    private static final String FILE = "_FILE";
    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    private final ValueSources sources;
    private final PodFields fields;
    private final ServiceLinks links;
    private final Predicate<String> unread;
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    private ContainerEnvironment(ValueSources sources, PodFields fields, ServiceLinks links, Predicate<String> unread) {
        this.sources = sources;
        this.fields = fields;
        this.links = links;
        this.unread = unread;
    }

    /**
     * By name, in the order in which they come about.
     *
     * @param unread names of variables for which no Secret is read, where that can be done without; they have some value
     */
    static Map<String, Variable> of(
            Container container,
            List<Volume> volumes,
            ValueSources sources,
            PodFields fields,
            ServiceLinks links,
            Predicate<String> unread) {
        ContainerEnvironment environment = new ContainerEnvironment(sources, fields, links, unread);
        container.getEnvFrom().forEach(environment::addAll);
        container.getEnv().forEach(variable -> environment.add(variable, container));
        environment.addFiles(new MountedFiles(volumes, container));
        return environment.variables;
    }

    /** A variable {@code X_FILE} names a file with the value of {@code X}, as the images of many programs have it. */
    private void addFiles(MountedFiles files) {
        for (Variable variable : List.copyOf(variables.values())) {
            fileFor(variable).filter(name -> !variables.containsKey(name)).ifPresent(name -> files.origin(
                            variable.value().strip())
                    .ifPresent(origin -> addFile(name, variable, origin)));
        }
    }

    /** The name of the variable whose value stands in the file that this one names; empty if it names none. */
    static Optional<String> fileFor(Variable variable) {
        String name = variable.name();
        return name.endsWith(FILE) && variable.value().startsWith("/")
                ? Optional.of(name.substring(0, name.length() - FILE.length()))
                        .filter(base -> VariableName.of(base).isPresent())
                : Optional.empty();
    }

    private void addFile(String name, Variable variable, MountedFiles.Origin origin) {
        String source = variable.name() + ": " + origin;
        Optional<SecretKey> secretKey =
                origin.secret() ? Optional.of(new SecretKey(origin.name(), origin.key())) : Optional.empty();
        if (origin.secret() && unread.test(name)) {
            put(name, UNREAD, source, secretKey);
            return;
        }
        (origin.secret() ? sources.secret(origin.name()) : sources.configMap(origin.name()))
                .map(values -> values.get(origin.key()))
                // As a shell reads a file into a variable.
                .ifPresent(value -> put(name, value.replaceAll("[\\r\\n]+$", ""), source, secretKey));
    }

    private void addAll(EnvFromSource from) {
        String prefix = Objects.requireNonNullElse(from.getPrefix(), "");
        if (from.getConfigMapRef() != null) {
            String name = from.getConfigMapRef().getName();
            sources.configMap(name)
                    .or(() -> ValueSources.missing(from.getConfigMapRef().getOptional(), "ConfigMap " + name))
                    .ifPresent(values -> addAll(prefix, values, "ConfigMap " + name, key -> Optional.empty()));
        }
        if (from.getSecretRef() != null) {
            String name = from.getSecretRef().getName();
            sources.secret(name)
                    .or(() -> ValueSources.missing(from.getSecretRef().getOptional(), "Secret " + name))
                    .ifPresent(values ->
                            addAll(prefix, values, "Secret " + name, key -> Optional.of(new SecretKey(name, key))));
        }
    }

    private void addAll(
            String prefix, Map<String, String> values, String source, Function<String, Optional<SecretKey>> secretKey) {
        values.forEach((key, value) -> {
            String name = prefix + key;
            // The kubelet skips keys that cannot be names of variables.
            if (NAME.matcher(name).matches()) {
                put(name, value, source + " key " + key, secretKey.apply(key));
            }
        });
    }

    private void add(EnvVar variable, Container container) {
        String name = variable.getName();
        String value = variable.getValue();
        if (value != null && !value.isEmpty()) {
            put(name, Expansion.expand(value, this::known), "env of container " + container.getName());
        } else if (variable.getValueFrom() == null) {
            put(name, "", "env of container " + container.getName());
        } else {
            addFrom(name, variable.getValueFrom(), container);
        }
    }

    private Optional<String> known(String name) {
        Variable variable = variables.get(name);
        return variable == null ? links.value(name) : Optional.of(variable.value());
    }

    private void addFrom(String name, EnvVarSource from, Container container) {
        ConfigMapKeySelector configMap = from.getConfigMapKeyRef();
        SecretKeySelector secret = from.getSecretKeyRef();
        ResourceFieldSelector resource = from.getResourceFieldRef();
        if (configMap != null) {
            addKey(
                    name,
                    sources.configMap(configMap.getName()),
                    configMap.getKey(),
                    configMap.getOptional(),
                    "ConfigMap " + configMap.getName(),
                    Optional.empty());
        } else if (secret != null && unread.test(name)) {
            put(
                    name,
                    UNREAD,
                    "Secret " + secret.getName() + " key " + secret.getKey(),
                    Optional.of(new SecretKey(secret.getName(), secret.getKey())));
        } else if (secret != null) {
            addKey(
                    name,
                    sources.secret(secret.getName()),
                    secret.getKey(),
                    secret.getOptional(),
                    "Secret " + secret.getName(),
                    Optional.of(new SecretKey(secret.getName(), secret.getKey())));
        } else if (from.getFieldRef() != null) {
            String path = from.getFieldRef().getFieldPath();
            fields.value(path).ifPresent(value -> put(name, value, "field " + path));
        } else if (resource != null) {
            PodFields.resource(container, resource.getResource())
                    .ifPresent(value -> put(name, value, "resource " + resource.getResource()));
        }
    }

    private void addKey(
            String name,
            Optional<Map<String, String>> values,
            String key,
            @Nullable Boolean optional,
            String source,
            Optional<SecretKey> secretKey) {
        String what = source + " key " + key;
        values.map(found -> found.get(key))
                .or(() -> ValueSources.missing(optional, what + ", which " + name + " comes from,"))
                .ifPresent(value -> put(name, value, what, secretKey));
    }

    private void put(String name, String value, String source) {
        put(name, value, source, Optional.empty());
    }

    private void put(String name, String value, String source, Optional<SecretKey> secretKey) {
        variables.remove(name);
        variables.put(name, new Variable(name, value, source, secretKey));
    }
}
