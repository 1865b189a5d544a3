package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.kube.ClusterAccess;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.route.Route;
import java.util.List;
import java.util.Map;

/**
 * A database that an application in a cluster uses. Only this class leads to the Kubernetes client, which takes time to
 * load.
 */
final class InCluster implements Access {

    private final ClusterAccess cluster;
    private final ConnectionSpec specification;
    private final Via via;
    private final ProgressLines lines;

    InCluster(ClusterAccess cluster, ConnectionSpec specification, Via via, ProgressLines lines) {
        this.cluster = cluster;
        this.specification = specification;
        this.via = via;
        this.lines = lines;
    }

    @Override
    public ConnectionSpec specification() {
        return specification;
    }

    @Override
    public Transport transport(ConnectionSpec complete) {
        Route route = cluster.route(complete, via, reason -> lines.say(reason, true));
        lines.say("reaching " + complete.host() + ":" + complete.port() + " " + route.description(), true);
        return route.transport();
    }

    @Override
    public Quiesce quiesce() {
        return cluster.quiesce(message -> lines.say(message, true));
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
