package dev.dbsnapshot.kube.client;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads kubeconfig files as kubectl does: of several, the first that names a cluster, a user, a context or the current
 * context counts, and relative paths are relative to the file that they stand in. fabric8 reads one file only.
 */
final class Kubeconfig {

    private static final List<String> LISTS = List.of("clusters", "users", "contexts");
    private static final List<String> PATHS =
            List.of("certificate-authority", "client-certificate", "client-key", "tokenFile");

    private final Map<String, Object> merged = new LinkedHashMap<>();
    private final List<Path> read = new ArrayList<>();

    private Kubeconfig() {}

    /** The settings of a context; empty if none of the files exists. */
    static Optional<Config> read(List<Path> files, Optional<String> context) {
        Kubeconfig kubeconfig = new Kubeconfig();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                kubeconfig.add(file.toAbsolutePath());
            }
        }
        return kubeconfig.read.isEmpty() ? Optional.empty() : Optional.of(kubeconfig.config(context));
    }

    private void add(Path file) {
        Map<String, Object> content;
        try {
            content = object(Serialization.unmarshal(Files.readString(file), Map.class));
        } catch (IOException | RuntimeException e) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "cannot read the kubeconfig " + file + ": " + firstLine(e) + ": mend it", e);
        }
        read.add(file);
        for (String list : LISTS) {
            List<Map<String, Object>> all = named(merged, list);
            for (Map<String, Object> item : named(content, list)) {
                if (all.stream().noneMatch(known -> String.valueOf(known.get("name"))
                        .equals(String.valueOf(item.get("name"))))) {
                    item.values().forEach(value -> makeAbsolute(object(value), file));
                    all.add(item);
                }
            }
            merged.put(list, all);
        }
        Object current = content.get("current-context");
        if (current != null && !current.toString().isEmpty()) {
            merged.putIfAbsent("current-context", current);
        }
    }

    private static void makeAbsolute(Map<String, Object> item, Path file) {
        for (String key : PATHS) {
            item.computeIfPresent(
                    key, (unused, path) -> path.toString().isEmpty() ? path : beside(file, path.toString()));
        }
        Map<String, Object> exec = object(item.get("exec"));
        // A name without a folder is looked up in PATH.
        exec.computeIfPresent(
                "command", (unused, path) -> path.toString().contains("/") ? beside(file, path.toString()) : path);
    }

    private static String beside(Path file, String path) {
        return file.resolveSibling(path).toString();
    }

    private Config config(Optional<String> wanted) {
        String context = wanted.orElseGet(() -> String.valueOf(merged.getOrDefault("current-context", "")));
        List<String> contexts = named(merged, "contexts").stream()
                .map(item -> String.valueOf(item.get("name")))
                .toList();
        if (!contexts.contains(context)) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    (context.isEmpty()
                                    ? "the kubeconfig has no current context"
                                    : "the kubeconfig has no context \"" + context + "\"")
                            + ": name one by --context (there are: " + String.join(", ", contexts) + "; read: "
                            + read + ")");
        }
        try {
            merged.put("current-context", context);
            return Config.fromKubeconfig(Serialization.asYaml(merged));
        } catch (KubernetesClientException e) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "cannot use the kubeconfig " + read + ": " + firstLine(e) + ": mend it", e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static List<Map<String, Object>> named(Map<String, Object> content, String list) {
        List<Map<String, Object>> result = new ArrayList<>();
        if (content.get(list) instanceof List<?> items) {
            items.forEach(item -> result.add(object(item)));
        }
        return result;
    }

    @SuppressWarnings("unchecked") // The keys of what a YAML parser makes of a mapping are strings here.
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
    }
}
