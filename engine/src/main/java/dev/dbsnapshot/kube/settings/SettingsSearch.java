package dev.dbsnapshot.kube.settings;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the database of an application in the environment of its containers. */
public final class SettingsSearch {

    private final Cluster cluster;

    /** Asks nothing yet. */
    public SettingsSearch(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Reads the Deployment and what its variables refer to.
     *
     * @param application whose database
     * @param overrides names of variables, for what the usual names do not tell
     * @throws SnapshotException (USAGE) if there is none, or more than one
     */
    public DatabaseSettings find(Application application, Map<Part, String> overrides) {
        return find(application, overrides, name -> false);
    }

    /**
     * The same without the password. A Secret that one of its variables refers to is not read.
     *
     * @param application whose database
     * @param overrides names of variables, for what the usual names do not tell
     */
    public DatabaseSettings findWithoutPassword(Application application, Map<Part, String> overrides) {
        return find(
                        application,
                        overrides,
                        name -> name.equals(overrides.get(Part.PASSWORD))
                                || VariableName.of(name)
                                        .filter(known -> known.part() == Part.PASSWORD)
                                        .isPresent())
                .withoutPassword();
    }

    /** What a variable of the application holds, if a Secret does not. */
    public Optional<String> variable(Application application, String name) {
        Deployment deployment = deployment(application.deployment());
        ValueSources sources = new ValueSources(cluster);
        PodFields fields = new PodFields(deployment.getSpec().getTemplate(), cluster.namespace());
        ServiceLinks links = new ServiceLinks(cluster);
        return containers(deployment, application).stream()
                .map(container ->
                        ContainerEnvironment.of(container, volumes(deployment), sources, fields, links, unread -> true))
                .flatMap(environment -> Optional.ofNullable(environment.get(name)).stream())
                .filter(variable ->
                        variable.secretKey().isEmpty() && !variable.value().isBlank())
                .map(variable -> variable.value().strip())
                .findFirst();
    }

    private DatabaseSettings find(Application application, Map<Part, String> overrides, Predicate<String> unread) {
        Deployment deployment = deployment(application.deployment());
        ValueSources sources = new ValueSources(cluster);
        PodFields fields = new PodFields(deployment.getSpec().getTemplate(), cluster.namespace());
        ServiceLinks links = new ServiceLinks(cluster);
        List<Candidate> candidates = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>();
        for (Container container : containers(deployment, application)) {
            Map<String, Variable> environment =
                    ContainerEnvironment.of(container, volumes(deployment), sources, fields, links, unread);
            variables.addAll(environment.keySet());
            notes.addAll(unreadFiles(environment));
            for (Candidate candidate : new Candidates(container.getName(), environment, overrides).find()) {
                // Sidecars often share the settings of the application.
                if (candidates.stream().noneMatch(known -> known.target().equals(candidate.target()))) {
                    candidates.add(candidate);
                }
            }
        }
        String where = "Deployment " + application.deployment() + " in " + cluster;
        if (candidates.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    where + " names no database in the environment of its containers: name its variables by"
                            + " --db-url-env or --db-host-env, or the database by --dsn; there are "
                            + (variables.isEmpty() ? "none" : String.join(", ", variables)));
        }
        if (candidates.size() > 1) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    where + " names several databases: "
                            + candidates.stream().map(Candidate::toString).collect(Collectors.joining("; "))
                            + ": choose by --db-url-env, --db-host-env or --container");
        }
        return DatabaseSettings.of(candidates.get(0), application.deployment(), List.copyOf(notes));
    }

    private static List<Volume> volumes(Deployment deployment) {
        return Objects.requireNonNullElse(
                deployment.getSpec().getTemplate().getSpec().getVolumes(), List.of());
    }

    /** Files with passwords that no Secret holds: an agent in the pod writes them, or a driver of storage. */
    private static List<String> unreadFiles(Map<String, Variable> environment) {
        return environment.values().stream()
                .filter(variable -> ContainerEnvironment.fileFor(variable)
                        .filter(name -> !environment.containsKey(name)
                                && VariableName.of(name)
                                        .filter(known -> known.part() == Part.PASSWORD)
                                        .isPresent())
                        .isPresent())
                .map(variable -> variable.name() + " names the file " + variable.value()
                        + " in the container for the password, which no Secret holds, so that it is not read: give the"
                        + " password by PGPASSWORD, ~/.pgpass or --password-stdin")
                .toList();
    }

    /** The application's Deployment. */
    public Deployment deployment(String name) {
        Deployment deployment = cluster.ask("reading Deployment " + name + " in " + cluster, () -> cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
        if (deployment == null) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "there is no Deployment " + name + " in " + cluster
                            + ": name the application's by --deployment, and its namespace by --namespace, or the"
                            + " database by --dsn");
        }
        return deployment;
    }

    private static List<Container> containers(Deployment deployment, Application application) {
        PodSpec spec = deployment.getSpec().getTemplate().getSpec();
        if (application.container().isEmpty()) {
            return spec.getContainers();
        }
        String name = application.container().get();
        List<Container> all = Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .toList();
        List<Container> named = all.stream()
                .filter(container -> container.getName().equals(name))
                .toList();
        if (named.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "Deployment " + application.deployment() + " has no container " + name + ": there are "
                            + all.stream().map(Container::getName).collect(Collectors.joining(", ")));
        }
        return named;
    }
}
