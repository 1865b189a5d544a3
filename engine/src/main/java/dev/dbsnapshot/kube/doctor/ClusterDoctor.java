package dev.dbsnapshot.kube.doctor;

import dev.dbsnapshot.api.Check;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.registry.FoundImage;
import dev.dbsnapshot.kube.registry.ImageRequest;
import dev.dbsnapshot.kube.registry.ImageSearch;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.settings.Part;
import dev.dbsnapshot.kube.settings.SettingsSearch;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.VersionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Looks whether a cluster lets a person do what the command does. Changes nothing. Used by one thread. */
public final class ClusterDoctor {

    private final Cluster cluster;
    private final Application application;
    private final Map<Part, String> variables;

    /**
     * Asks nothing yet.
     *
     * @param cluster which cluster and namespace, as whom
     * @param application whose database it is about
     * @param variables names of variables for what the usual names do not tell of it
     */
    public ClusterDoctor(Cluster cluster, Application application, Map<Part, String> variables) {
        this.cluster = cluster;
        this.application = application;
        this.variables = Map.copyOf(variables);
    }

    /**
     * Looks at the API server, the rights and the Deployment.
     *
     * @param purposes what the person wants to be able to do
     */
    public List<Check> checks(Set<Purpose> purposes) {
        List<Check> result = new ArrayList<>();
        VersionInfo version;
        try {
            version = cluster.ask("asking the API server of " + cluster + " for its version", () -> cluster.client()
                    .getKubernetesVersion());
        } catch (SnapshotException e) {
            return List.of(Check.fail("API server", e));
        }
        result.add(Check.pass(
                "API server", "Kubernetes " + version.getMajor() + "." + version.getMinor() + ", " + cluster));
        Surveyed known = new Survey(cluster, application).look(variables);
        AccessReview review = new AccessReview(cluster, minor(version));
        for (Purpose purpose : Purpose.values()) {
            if (purposes.contains(purpose)) {
                result.add(rights(purpose, known, review));
            }
        }
        result.add(deployment());
        return result;
    }

    private static int minor(VersionInfo version) {
        String digits = Optional.ofNullable(version.getMinor()).orElse("").replaceAll("\\D.*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private Check rights(Purpose purpose, Surveyed known, AccessReview review) {
        String name = "rights: " + purpose.commands();
        List<String> missing = new ArrayList<>();
        int count = 0;
        try {
            for (Permission permission : Permissions.ofApplication(known)) {
                if (permission.purpose() == purpose && permission.necessary()) {
                    count++;
                    missing.addAll(review.missing(cluster.namespace(), permission));
                }
            }
            for (Permission permission : Permissions.ofDatabase(known, elsewhere(known))) {
                if (permission.purpose() == purpose) {
                    count++;
                    missing.addAll(review.missing(known.databaseNamespace(), permission));
                }
            }
        } catch (SnapshotException e) {
            return Check.fail(name, e);
        }
        return missing.isEmpty()
                ? Check.pass(name, count + " kinds of requests are allowed")
                : Check.fail(
                        name,
                        "not allowed: " + String.join(", ", missing),
                        "apply the Role that 'db-snapshot doctor --print-role' prints");
    }

    private boolean elsewhere(Surveyed known) {
        return !known.databaseNamespace().equals(cluster.namespace());
    }

    private Check deployment() {
        String name = "application";
        try {
            Deployment deployment = new SettingsSearch(cluster).deployment(application.deployment());
            int wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
            int ready = deployment.getStatus() == null
                    ? 0
                    : Optional.ofNullable(deployment.getStatus().getReadyReplicas())
                            .orElse(0);
            String found =
                    "Deployment " + application.deployment() + ", " + ready + " of " + wanted + " replicas ready";
            if (wanted == 0) {
                return Check.warning(
                        name,
                        found + ": it is stopped",
                        "if a restore left it so: db-snapshot recover -n " + cluster.namespace());
            }
            return ready < wanted
                    ? Check.warning(name, found, "see kubectl get pods -n " + cluster.namespace())
                    : Check.pass(name, found);
        } catch (SnapshotException e) {
            return Check.fail(name, e);
        }
    }

    /**
     * Looks for the image of the jump pod, which nothing else needs.
     *
     * @param request what the person said about it
     * @param person hears warnings
     */
    public Check registry(ImageRequest request, Consumer<String> person) {
        String name = "registry";
        String remedy = "name the image by --image, or do without a jump pod";
        try {
            FoundImage image = new ImageSearch(cluster, application, person).look(request);
            if (image.problem().isEmpty()) {
                return Check.pass(name, image.reference() + ", " + image.source());
            }
            // Who names a registry means it; others may never need one.
            return request.registry().isPresent()
                    ? Check.fail(name, image.problem().get(), remedy)
                    : Check.warning(
                            name, image.problem().get() + "; a jump pod would take " + image.reference(), remedy);
        } catch (SnapshotException e) {
            return Check.warning(name, String.valueOf(e.getMessage()), remedy);
        }
    }

    /**
     * The rights as manifests of Roles that can be applied.
     *
     * @param purposes what the person wants to be able to do
     */
    public String role(Set<Purpose> purposes) {
        Surveyed known = new Survey(cluster, application).look(variables);
        List<Permission> own = new ArrayList<>(Permissions.ofApplication(known));
        List<Permission> ofDatabase = Permissions.ofDatabase(known, elsewhere(known));
        if (!elsewhere(known)) {
            own.addAll(ofDatabase);
            return RoleManifest.of(cluster.namespace(), purposes, own);
        }
        return RoleManifest.of(cluster.namespace(), purposes, own) + "---\n"
                + RoleManifest.of(known.databaseNamespace(), purposes, ofDatabase);
    }
}
