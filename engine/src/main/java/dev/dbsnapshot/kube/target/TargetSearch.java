package dev.dbsnapshot.kube.target;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.tunnel.PodPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pods behind a host's name, as DNS and kube-proxy would lead a connection from the application's pod. Needs
 * no more rights than reading Services and pods; Endpoints only for Services that choose no pods themselves.
 */
public final class TargetSearch {

    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|.*:.*");

    /** How many ExternalName Services may lead to each other. */
    private static final int HOPS = 5;

    private final Cluster cluster;
    private final @Nullable String applicationsPod;

    /**
     * Asks nothing yet.
     *
     * @param cluster where to look
     * @param applicationsPod a pod of the application, where {@code localhost} leads to; empty if it has none
     */
    public TargetSearch(Cluster cluster, Optional<String> applicationsPod) {
        this.cluster = cluster;
        this.applicationsPod = applicationsPod.orElse(null);
    }

    /** Follows a host and a port. */
    public Target find(String host, int port) {
        return find(host, port, cluster.namespace(), HOPS);
    }

    private Target find(String host, int port, String namespace, int hops) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            return sidecar(host, port);
        }
        if (ADDRESS.matcher(host).matches()) {
            return address(host, port);
        }
        for (ServiceHost reading : ServiceHost.readings(host, namespace)) {
            Service service = service(reading);
            if (service != null) {
                return behind(service, reading, port, hops);
            }
        }
        return new Target.Outside(host, port, "no Service is called " + host);
    }

    private Target sidecar(String host, int port) {
        if (applicationsPod == null) {
            return new Target.Outside(host, port, host + " is inside the application's pods, of which none runs");
        }
        return new Target.Pods(
                List.of(new PodPort(cluster.namespace(), applicationsPod, port)),
                host + " is inside the application's pod " + applicationsPod);
    }

    private @Nullable Service service(ServiceHost reading) {
        return cluster.ask(
                "reading Service " + reading.service() + " in namespace " + reading.namespace(), () -> cluster.client()
                        .services()
                        .inNamespace(reading.namespace())
                        .withName(reading.service())
                        .get());
    }

    private Target behind(Service service, ServiceHost reading, int port, int hops) {
        String name = "Service " + reading.namespace() + "/" + reading.service();
        if ("ExternalName".equals(service.getSpec().getType())) {
            String external = service.getSpec().getExternalName();
            if (hops == 0) {
                throw new SnapshotException(
                        ErrorCode.USAGE, name + " leads in a circle of ExternalNames: name the database by --dsn");
            }
            // A name of one label is looked up outside, not in the namespace.
            Target next = external.contains(".")
                    ? find(external, port, reading.namespace(), hops - 1)
                    : new Target.Outside(external, port, "it is not in the cluster");
            String found = name + " is an ExternalName for " + external + "; " + next.found();
            return next instanceof Target.Pods pods
                    ? new Target.Pods(pods.pods(), found)
                    : new Target.Outside(external, port, found);
        }
        Map<String, String> selector = service.getSpec().getSelector();
        if (selector == null || selector.isEmpty()) {
            return new ManualEndpoints(cluster).behind(service, port);
        }
        List<Pod> pods = cluster.ask("listing the pods of " + name, () -> cluster.client()
                .pods()
                .inNamespace(reading.namespace())
                .withLabels(selector)
                .list()
                .getItems());
        if (!reading.pod().isEmpty()) {
            pods = pods.stream().filter(pod -> isCalled(pod, reading.pod())).toList();
        }
        return ready(service, name, pods, port);
    }

    private static boolean isCalled(Pod pod, String name) {
        return name.equals(pod.getSpec().getHostname())
                || name.equals(pod.getMetadata().getName());
    }

    private Target ready(Service service, String name, List<Pod> pods, int port) {
        List<PodPort> ready = new ArrayList<>();
        for (Pod pod : pods) {
            if (PodPorts.isReady(pod)) {
                int podPort = PodPorts.portOf(pod, service, port)
                        .orElseThrow(() -> new SnapshotException(
                                ErrorCode.USAGE,
                                name + " has no port " + port + " that leads to a port of pod "
                                        + pod.getMetadata().getName() + ": name the right port, for example by --dsn"));
                ready.add(new PodPort(
                        pod.getMetadata().getNamespace(), pod.getMetadata().getName(), podPort));
            }
        }
        if (ready.isEmpty()) {
            String others = pods.stream()
                    .map(pod -> pod.getMetadata().getName() + " is "
                            + (pod.getStatus() == null
                                    ? "unknown"
                                    : pod.getStatus().getPhase()) + " and not ready")
                    .collect(Collectors.joining(", "));
            throw new SnapshotException(
                    ErrorCode.CONNECTION,
                    name + ", where the database is, has no ready pod ("
                            + (others.isEmpty() ? "no pod matches it" : others)
                            + "): start the database, then try again");
        }
        return new Target.Pods(
                ready,
                name + " leads to " + ready.stream().map(PodPort::toString).collect(Collectors.joining(", ")));
    }

    /** An address may be a Service's or a pod's. */
    private Target address(String address, int port) {
        for (Service service : cluster.ask("listing Services", () -> cluster.client()
                .services()
                .inNamespace(cluster.namespace())
                .list()
                .getItems())) {
            List<String> own =
                    Optional.ofNullable(service.getSpec().getClusterIPs()).orElse(List.of());
            if (address.equals(service.getSpec().getClusterIP()) || own.contains(address)) {
                return behind(
                        service, new ServiceHost("", service.getMetadata().getName(), cluster.namespace()), port, HOPS);
            }
        }
        return new ManualEndpoints(cluster)
                .pod(cluster.namespace(), address)
                .<Target>map(pod -> new Target.Pods(
                        List.of(new PodPort(cluster.namespace(), pod, port)),
                        address + " is the address of pod " + pod))
                .orElseGet(() -> new Target.Outside(
                        address,
                        port,
                        "no Service and no pod of namespace " + cluster.namespace() + " has the address " + address));
    }
}
