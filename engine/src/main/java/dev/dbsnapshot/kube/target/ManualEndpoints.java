package dev.dbsnapshot.kube.target;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.tunnel.PodPort;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Services that choose no pods: somebody writes their Endpoints, for example Patroni, which lets them lead to the
 * primary, or a person, who lets them lead out of the cluster. Kubernetes mirrors such Endpoints into EndpointSlices, not
 * the other way round, so the slices are asked where there are no Endpoints.
 */
final class ManualEndpoints {

    /** An address and its port behind a Service. */
    private record Behind(String address, int port, Optional<String> pod) {}

    private final Cluster cluster;

    ManualEndpoints(Cluster cluster) {
        this.cluster = cluster;
    }

    Target behind(Service service, int port) {
        String namespace = service.getMetadata().getNamespace();
        String name = "Service " + namespace + "/" + service.getMetadata().getName();
        Optional<ServicePort> entry = PodPorts.entry(service, port);
        List<Behind> all = endpoints(service, entry, port);
        if (all.isEmpty()) {
            all = slices(service, entry, port);
        }
        if (all.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONNECTION,
                    name + ", where the database is, chooses no pods and has no ready address in its Endpoints: start"
                            + " the database, then try again");
        }
        List<PodPort> pods = new ArrayList<>();
        for (Behind each : all) {
            each.pod()
                    .or(() -> pod(namespace, each.address()))
                    .ifPresent(pod -> pods.add(new PodPort(namespace, pod, each.port())));
        }
        if (pods.isEmpty()) {
            Behind first = all.get(0);
            return new Target.Outside(
                    first.address(), first.port(), name + " leads to " + first.address() + ", which is no pod");
        }
        return new Target.Pods(pods, name + " has Endpoints that lead to " + pods);
    }

    private List<Behind> endpoints(Service service, Optional<ServicePort> entry, int port) {
        Endpoints endpoints = cluster.ask("reading the Endpoints of the database's Service", () -> cluster.client()
                .endpoints()
                .inNamespace(service.getMetadata().getNamespace())
                .withName(service.getMetadata().getName())
                .get());
        List<Behind> result = new ArrayList<>();
        if (endpoints != null) {
            for (EndpointSubset subset :
                    Objects.requireNonNullElse(endpoints.getSubsets(), List.<EndpointSubset>of())) {
                int number = subset.getPorts().stream()
                        .filter(each -> subset.getPorts().size() == 1
                                || Objects.equals(
                                        each.getName(),
                                        entry.map(ServicePort::getName).orElse(null)))
                        .map(each -> each.getPort())
                        .findFirst()
                        .orElse(port);
                for (EndpointAddress address :
                        Objects.requireNonNullElse(subset.getAddresses(), List.<EndpointAddress>of())) {
                    result.add(new Behind(
                            address.getIp(),
                            number,
                            Optional.ofNullable(address.getTargetRef())
                                    .filter(reference -> "Pod".equals(reference.getKind()))
                                    .map(reference -> reference.getName())));
                }
            }
        }
        return result;
    }

    private List<Behind> slices(Service service, Optional<ServicePort> entry, int port) {
        List<Behind> result = new ArrayList<>();
        cluster.ask("listing the EndpointSlices of the database's Service", () -> cluster.client()
                        .discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(service.getMetadata().getNamespace())
                        .withLabel(
                                "kubernetes.io/service-name",
                                service.getMetadata().getName())
                        .list()
                        .getItems())
                .forEach(slice -> {
                    int number = slice.getPorts().stream()
                            .filter(each -> slice.getPorts().size() == 1
                                    || Objects.equals(
                                            each.getName(),
                                            entry.map(ServicePort::getName).orElse(null)))
                            .map(each -> each.getPort())
                            .findFirst()
                            .orElse(port);
                    slice.getEndpoints().stream()
                            .filter(endpoint -> endpoint.getConditions() == null
                                    || !Boolean.FALSE.equals(
                                            endpoint.getConditions().getReady()))
                            .forEach(endpoint -> endpoint.getAddresses()
                                    .forEach(address -> result.add(new Behind(
                                            address,
                                            number,
                                            Optional.ofNullable(endpoint.getTargetRef())
                                                    .filter(reference -> "Pod".equals(reference.getKind()))
                                                    .map(reference -> reference.getName())))));
                });
        return result;
    }

    /** The pod that has an address. */
    Optional<String> pod(String namespace, String address) {
        return cluster
                .ask("listing pods", () -> cluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .stream()
                .filter(pod -> pod.getStatus() != null
                        && address.equals(pod.getStatus().getPodIP()))
                .filter(PodPorts::isReady)
                .map((Pod pod) -> pod.getMetadata().getName())
                .findFirst();
    }
}
