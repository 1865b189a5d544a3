package dev.dbsnapshot.kube.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which cluster, as whom, and which namespace, as kubectl's options say it. Immutable.
 *
 * @param kubeconfigs files to merge, the first one counts most; those that do not exist are left out
 * @param context a context of theirs; empty for the current one
 * @param namespace where the application and, unless named otherwise, its database are
 * @param asUser whom to impersonate
 * @param asGroups which groups to impersonate
 * @param requestTimeout how long one request may take; zero for without limit
 * @param apiServerInCluster host and port of the API server where this process runs in a pod; counts only without
 *     kubeconfig
 */
public record ClusterSettings(
        List<Path> kubeconfigs,
        Optional<String> context,
        String namespace,
        Optional<String> asUser,
        List<String> asGroups,
        Duration requestTimeout,
        Optional<String> apiServerInCluster) {

    /** The namespace of the script that this program replaces. */
    public static final String NAMESPACE = "poolside";

    /** Long enough for a busy API server, short enough for a person who waits. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** Checks that nothing is missing. */
    public ClusterSettings {
        kubeconfigs = List.copyOf(kubeconfigs);
        asGroups = List.copyOf(asGroups);
        Objects.requireNonNull(context);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(asUser);
        Objects.requireNonNull(requestTimeout);
        Objects.requireNonNull(apiServerInCluster);
    }

    /** The current context of these files, in the default namespace. */
    public static ClusterSettings of(List<Path> kubeconfigs) {
        return new ClusterSettings(
                kubeconfigs,
                Optional.empty(),
                NAMESPACE,
                Optional.empty(),
                List.of(),
                REQUEST_TIMEOUT,
                Optional.empty());
    }

    /** The same with another namespace. */
    public ClusterSettings withNamespace(String name) {
        return new ClusterSettings(kubeconfigs, context, name, asUser, asGroups, requestTimeout, apiServerInCluster);
    }
}
