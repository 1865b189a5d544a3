package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.target.Target;
import dev.dbsnapshot.kube.target.TargetSearch;
import dev.dbsnapshot.kube.tunnel.ExecTransport;
import dev.dbsnapshot.kube.tunnel.PodPort;
import dev.dbsnapshot.kube.tunnel.PortForwardTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries the ways to a database and takes the first that works; tells why the others do not. */
public final class RouteSearch {

    private final Cluster cluster;
    private final Optional<String> applicationsPod;
    private final Optional<String> container;
    private final Consumer<String> person;
    private final List<String> reasons = new ArrayList<>();

    /**
     * Asks nothing yet.
     *
     * @param cluster where the application is
     * @param application its Deployment, whose pods may serve as relay
     * @param person hears why a way is not taken
     */
    public RouteSearch(Cluster cluster, Application application, Consumer<String> person) {
        this.cluster = cluster;
        this.applicationsPod = new ApplicationPods(cluster).ready(application);
        this.container = application.container();
        this.person = person;
    }

    /**
     * Finds a way.
     *
     * @throws SnapshotException (CONNECTION) if none works; the message holds the reason of each
     */
    public Route find(ConnectionSpec spec, Via via) {
        if (via == Via.JUMP_POD) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "this command speaks with the database itself, which it does through no jump pod: choose another"
                            + " way by --via, or leave that out");
        }
        List<Via> ways = via == Via.AUTO ? List.of(Via.TUNNEL, Via.EXEC, Via.DIRECT) : List.of(via);
        for (Via way : ways) {
            try {
                Route route = route(spec, way, ways.size() > 1);
                Knock.at(route.transport(), spec);
                return route;
            } catch (IOException e) {
                String reason = way + ": " + e.getMessage();
                reasons.add(reason);
                if (ways.indexOf(way) < ways.size() - 1) {
                    person.accept(reason + "; trying " + ways.get(ways.indexOf(way) + 1));
                }
            }
        }
        throw new NoRouteException(
                "no way leads to the database " + spec.host() + ":" + spec.port() + " of " + cluster + ": "
                        + String.join("; ", reasons)
                        + ": mend one of these, choose a way by --via, or name the database by --dsn");
    }

    private Route route(ConnectionSpec spec, Via way, boolean others) throws IOException {
        return switch (way) {
            case TUNNEL -> tunnel(spec, others);
            case EXEC -> {
                String pod = applicationsPod.orElseThrow(
                        () -> new IOException("no pod of the application is ready that could reach the database"));
                yield new Route(
                        new ExecTransport(cluster.client(), cluster.namespace(), pod, container),
                        "through pod " + cluster.namespace() + "/" + pod + " (exec)",
                        true);
            }
            case DIRECT -> new Route(new Direct(), "directly", false);
            case AUTO, JUMP_POD -> throw new IllegalStateException(way + " is no single way");
        };
    }

    private Route tunnel(ConnectionSpec spec, boolean others) throws IOException {
        Target target;
        try {
            target = new TargetSearch(cluster, applicationsPod).find(spec.host(), spec.port());
        } catch (SnapshotException e) {
            // Other ways need not look at Services, which may be in a namespace that is none of the person's business.
            if (others && e.code() == ErrorCode.PRIVILEGE) {
                throw new IOException(e.getMessage(), e);
            }
            throw e;
        }
        if (target instanceof Target.Pods pods) {
            PodPort pod = new PrimarySearch(cluster, spec).among(pods.pods());
            return new Route(
                    new PortForwardTransport(cluster.client(), pod),
                    "through a port-forward to " + pod + " (" + pods.found() + ")",
                    applicationsPod.filter(pod.pod()::equals).isPresent());
        }
        throw new IOException("the database is outside the cluster: " + target.found());
    }
}
