package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.tunnel.PodPort;
import dev.dbsnapshot.kube.tunnel.PortForwardTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the primary among several servers by asking each, as no label tells it for all operators. */
final class PrimarySearch {

    /** invalid_password, invalid_authorization_specification: another server would say the same. */
    private static final Set<String> LOGIN_REFUSED = Set.of("28P01", "28000");

    private final Cluster cluster;
    private final ConnectionSpec spec;

    PrimarySearch(Cluster cluster, ConnectionSpec spec) {
        this.cluster = cluster;
        this.spec = spec;
    }

    PodPort among(List<PodPort> pods) {
        if (pods.size() == 1) {
            return pods.get(0);
        }
        List<String> others = new ArrayList<>();
        for (PodPort pod : pods) {
            try (Session session =
                    new Sessions(spec, new PortForwardTransport(cluster.client(), pod)).open(SessionPurpose.DUMP)) {
                if (session.query("SELECT pg_catalog.pg_is_in_recovery() AS standby", row -> row.bool("standby"))
                        .equals(List.of(false))) {
                    return pod;
                }
                others.add(pod + " is a standby");
            } catch (SnapshotException e) {
                if (e.sqlState().filter(LOGIN_REFUSED::contains).isPresent()) {
                    throw e;
                }
                others.add(pod + ": " + e.getMessage());
            }
        }
        throw new SnapshotException(
                ErrorCode.CONNECTION,
                "none of the servers behind " + spec.host() + " is a primary: " + String.join("; ", others)
                        + ": wait for a failover to end, or name the database by --dsn");
    }
}
