package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.ClusterAccess;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.settings.Part;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster and application the database belongs to, with kubectl's options. */
final class KubernetesOptions {

    private static final String DURATION = "(\\d+)(ms|s|m|h|)";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "The application's namespace. Default: " + ClusterSettings.NAMESPACE)
    private @Nullable String namespace;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig. Default: KUBECONFIG, or ~/.kube/config; in a pod, its service account.")
    private @Nullable String kubeconfig;

    @Option(names = "--context", paramLabel = "CONTEXT", description = "A context of the kubeconfig.")
    private @Nullable String context;

    @Option(names = "--as", paramLabel = "USER", description = "User to impersonate.")
    private @Nullable String asUser;

    @Option(
            names = "--as-group",
            paramLabel = "GROUP",
            description = "Group to impersonate. May be given several times.")
    private List<String> asGroups = List.of();

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            description = "How long one request to the API server may take: 30s, 2m; 0 for without limit. Default: 30s")
    private @Nullable String requestTimeout;

    @Option(
            names = "--deployment",
            paramLabel = "NAME",
            description = "The application's Deployment, whose environment names the database. Default: core-api")
    private @Nullable String deployment;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "One of its containers. Default: whichever names a database")
    private @Nullable String container;

    @Option(
            names = "--via",
            paramLabel = "WAY",
            description =
                    "The way to the database: tunnel (port-forward to its pod), exec (a relay in the application's"
                            + " pod), direct, auto, which takes the first of these that works, or jump-pod: pg_dump and"
                            + " pg_restore in a pod of its own, for where none works. Default: auto")
    private @Nullable Via via;

    @Option(
            names = "--db-url-env",
            paramLabel = "VARIABLE",
            description = "The container's variable that holds the database's URL.")
    private @Nullable String urlVariable;

    @Option(names = "--db-host-env", paramLabel = "VARIABLE", description = "The same for the host.")
    private @Nullable String hostVariable;

    @Option(names = "--db-port-env", paramLabel = "VARIABLE", description = "The same for the port.")
    private @Nullable String portVariable;

    @Option(names = "--db-name-env", paramLabel = "VARIABLE", description = "The same for the name of the database.")
    private @Nullable String nameVariable;

    @Option(names = "--db-user-env", paramLabel = "VARIABLE", description = "The same for the role.")
    private @Nullable String userVariable;

    @Option(names = "--db-password-env", paramLabel = "VARIABLE", description = "The same for the password.")
    private @Nullable String passwordVariable;

    @Option(names = "--db-sslmode-env", paramLabel = "VARIABLE", description = "The same for sslmode.")
    private @Nullable String sslModeVariable;

    /** Whether anything here was said, so that the person means a cluster. */
    boolean given() {
        return namespace != null
                || kubeconfig != null
                || context != null
                || asUser != null
                || deployment != null
                || container != null
                || via != null
                || !variables().isEmpty();
    }

    Via via() {
        return via == null ? Via.AUTO : via;
    }

    /** Names of variables that were given. */
    Map<Part, String> variables() {
        Map<Part, String> result = new EnumMap<>(Part.class);
        put(result, Part.URL, urlVariable);
        put(result, Part.HOST, hostVariable);
        put(result, Part.PORT, portVariable);
        put(result, Part.DATABASE, nameVariable);
        put(result, Part.USER, userVariable);
        put(result, Part.PASSWORD, passwordVariable);
        put(result, Part.SSL_MODE, sslModeVariable);
        return result;
    }

    private static void put(Map<Part, String> result, Part part, @Nullable String variable) {
        if (variable != null) {
            result.put(part, variable);
        }
    }

    /** Reads the kubeconfig; the caller closes what it gets. */
    ClusterAccess open(Surroundings surroundings) {
        return ClusterAccess.open(
                settings(surroundings),
                new Application(
                        deployment == null ? Application.CORE_API.deployment() : deployment,
                        Optional.ofNullable(container)));
    }

    private ClusterSettings settings(Surroundings surroundings) {
        return new ClusterSettings(
                kubeconfigs(surroundings),
                Optional.ofNullable(context),
                namespace == null ? ClusterSettings.NAMESPACE : namespace,
                Optional.ofNullable(asUser),
                asGroups,
                requestTimeout == null ? ClusterSettings.REQUEST_TIMEOUT : duration(requestTimeout),
                apiServer(surroundings.environment()));
    }

    private List<Path> kubeconfigs(Surroundings surroundings) {
        if (kubeconfig != null) {
            return List.of(surroundings.resolve(kubeconfig));
        }
        String variable = surroundings.environment().getOrDefault("KUBECONFIG", "");
        List<Path> files = new ArrayList<>();
        for (String file : variable.split(Pattern.quote(File.pathSeparator))) {
            if (!file.isEmpty()) {
                files.add(surroundings.resolve(file));
            }
        }
        return files.isEmpty() ? List.of(surroundings.home().resolve(".kube").resolve("config")) : files;
    }

    private static Optional<String> apiServer(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        return host.isEmpty()
                ? Optional.empty()
                : Optional.of((host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private static Duration duration(String text) {
        Matcher matcher = Pattern.compile(DURATION).matcher(text);
        if (!matcher.matches() || matcher.group(1).length() > 8) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "--request-timeout \"" + text + "\" is no time: give 30s, 2m, or 0 for no limit");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofSeconds(count);
        };
    }
}
