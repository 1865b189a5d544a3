package dev.dbsnapshot.kube;

import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.doctor.ClusterDoctor;
import dev.dbsnapshot.kube.jump.JumpPod;
import dev.dbsnapshot.kube.objects.ObjectExport;
import dev.dbsnapshot.kube.registry.ImageSearch;
import dev.dbsnapshot.kube.route.Route;
import dev.dbsnapshot.kube.route.RouteSearch;
import dev.dbsnapshot.kube.scale.DeploymentQuiesce;
import dev.dbsnapshot.kube.scale.ScaleRecovery;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.settings.DatabaseSettings;
import dev.dbsnapshot.kube.settings.Part;
import dev.dbsnapshot.kube.settings.SettingsSearch;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An application in a cluster: what its database is called, how to get there, and how to stop the application while the
 * database is replaced. Safe for use by several threads. Closing it breaks the connections that run through it.
 *
 * <pre>{@code
 * try (ClusterAccess access = ClusterAccess.open(settings, Application.CORE_API)) {
 *     DatabaseSettings found = access.database(Map.of());
 *     ConnectionSpec spec = ConnectionSpec.builder().found(found.values(), found.sources()).build();
 *     Backup.of(spec).through(access.route(spec, Via.AUTO, log::info).transport()).toFolder(folder).run();
 * }
 * }</pre>
 */
public final class ClusterAccess implements AutoCloseable {

    private final Cluster cluster;
    private final Application application;

    private ClusterAccess(Cluster cluster, Application application) {
        this.cluster = cluster;
        this.application = application;
    }

    /**
     * Reads the kubeconfig; asks the cluster nothing yet.
     *
     * @param settings which cluster and namespace, as whom
     * @param application the application there
     */
    public static ClusterAccess open(ClusterSettings settings, Application application) {
        return new ClusterAccess(Cluster.open(settings), application);
    }

    /**
     * Finds the database in the environment of the application's container.
     *
     * @param variables names of variables for what the usual names do not tell
     */
    public DatabaseSettings database(Map<Part, String> variables) {
        return new SettingsSearch(cluster).find(application, variables);
    }

    /**
     * The same without the password, whose Secret is not read.
     *
     * @param variables names of variables for what the usual names do not tell
     */
    public DatabaseSettings databaseWithoutPassword(Map<Part, String> variables) {
        return new SettingsSearch(cluster).findWithoutPassword(application, variables);
    }

    /**
     * Finds a way to the database.
     *
     * @param spec the database
     * @param via which way, or {@link Via#AUTO}
     * @param person hears why a way is not taken
     */
    public Route route(ConnectionSpec spec, Via via, Consumer<String> person) {
        return new RouteSearch(cluster, application, person).find(spec, via);
    }

    /**
     * Stops and starts the application.
     *
     * @param person hears what happens
     */
    public Quiesce quiesce(Consumer<String> person) {
        return new DeploymentQuiesce(cluster, application.deployment(), person);
    }

    /**
     * A pod with psql beside the application.
     *
     * @param person hears what happens
     */
    public JumpPod jumpPod(Consumer<String> person) {
        return new JumpPod(cluster, application, person);
    }

    /**
     * What finds the image of that pod.
     *
     * @param person hears warnings
     */
    public ImageSearch images(Consumer<String> person) {
        return new ImageSearch(cluster, application, person);
    }

    /**
     * What looks whether the cluster allows all of this.
     *
     * @param variables names of variables for what the usual names do not tell of the database
     */
    public ClusterDoctor doctor(Map<Part, String> variables) {
        return new ClusterDoctor(cluster, application, variables);
    }

    /** What exports the objects of the namespace. */
    public ObjectExport objects() {
        return new ObjectExport(cluster);
    }

    /** What brings back replicas that were left at zero. */
    public ScaleRecovery recovery() {
        return new ScaleRecovery(cluster);
    }

    /** The application's Deployment, for messages. */
    public String deployment() {
        return application.deployment();
    }

    /** The namespace and the context, for messages. */
    @Override
    public String toString() {
        return cluster.toString();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
