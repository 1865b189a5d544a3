package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.kube.ClusterAccess;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.jump.ClientPod;
import dev.dbsnapshot.kube.registry.ImageRequest;
import dev.dbsnapshot.kube.route.Route;
import dev.dbsnapshot.kube.settings.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A database that an application in a cluster uses. Only this class leads to the Kubernetes client, which takes time to
 * load.
 */
final class InCluster implements Access {

    private final ClusterAccess cluster;
    private final ConnectionSpec specification;
    private final Via via;
    private final ProgressLines lines;
    private final Map<Part, String> variables;
    private boolean throughApplication;

    InCluster(
            ClusterAccess cluster,
            ConnectionSpec specification,
            Via via,
            Map<Part, String> variables,
            ProgressLines lines) {
        this.cluster = cluster;
        this.specification = specification;
        this.via = via;
        this.variables = variables;
        this.lines = lines;
    }

    @Override
    public ConnectionSpec specification() {
        return specification;
    }

    @Override
    public Transport transport(ConnectionSpec complete) {
        Route route = cluster.route(complete, via, reason -> lines.say(reason, true));
        throughApplication = route.throughApplication();
        lines.say("reaching " + complete.host() + ":" + complete.port() + " " + route.description(), true);
        return route.transport();
    }

    @Override
    public Quiesce quiesce() {
        Quiesce quiesce = cluster.quiesce(message -> lines.say(message, true));
        return throughApplication ? new SawnOffBranch(quiesce) : quiesce;
    }

    /** An application whose pod is the way to the database cannot be stopped meanwhile. */
    private record SawnOffBranch(Quiesce application) implements Quiesce {

        @Override
        public void stop() {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "the application must be stopped for this, and the way to the database leads through one of its"
                            + " pods: choose another way by --via direct or --via jump-pod; nothing was changed");
        }

        @Override
        public void start() {
            application.start();
        }
    }

    @Override
    public boolean wantsJumpPod() {
        return via == Via.JUMP_POD;
    }

    @Override
    public <T> T inJumpPod(String purpose, ImageRequest image, Function<ClientPod, T> work) {
        String found = cluster.images(message -> lines.say(message, true)).find(image);
        try (ClientPod pod = cluster.jumpPod(message -> lines.say(message, true))
                .open(Optional.of(found), Optional.empty(), variables, purpose)) {
            return work.apply(pod);
        }
    }

    @Override
    public String cluster() {
        return cluster + ", application " + cluster.deployment();
    }

    @Override
    public String whileDropped() {
        return cluster.deployment() + " will be unavailable: it is scaled to 0 replicas before, and back after this.";
    }

    @Override
    public List<String> leftStopped() {
        return cluster.recovery().left().stream()
                .map(name -> "Deployment " + name + " was stopped")
                .toList();
    }

    @Override
    public List<String> startAgain() {
        return cluster.recovery().recover();
    }

    @Override
    public String startAgain(Map<String, String> facts) {
        return cluster.recovery().recover(facts);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
