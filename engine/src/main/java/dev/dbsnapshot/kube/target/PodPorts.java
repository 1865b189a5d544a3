package dev.dbsnapshot.kube.target;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which port of a pod is behind a port of a Service, and whether the pod is ready for it. */
final class PodPorts {

    private PodPorts() {}

    static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    static boolean isHeadless(Service service) {
        return "None".equals(service.getSpec().getClusterIP());
    }

    /** The entry of the Service for this port; a Service with one port only has that one. */
    static Optional<ServicePort> entry(Service service, int port) {
        List<ServicePort> ports = Objects.requireNonNullElse(service.getSpec().getPorts(), List.of());
        Optional<ServicePort> exact =
                ports.stream().filter(entry -> entry.getPort() == port).findFirst();
        return exact.isPresent() || isHeadless(service)
                ? exact
                : ports.size() == 1 ? Optional.of(ports.get(0)) : Optional.empty();
    }

    /** The pod's port: a headless Service translates nothing, others name it or give its number. */
    static Optional<Integer> portOf(Pod pod, Service service, int port) {
        Optional<ServicePort> entry = entry(service, port);
        if (isHeadless(service)) {
            return Optional.of(port);
        }
        IntOrString wanted = entry.map(ServicePort::getTargetPort).orElse(null);
        if (wanted == null || (wanted.getStrVal() == null && Objects.equals(wanted.getIntVal(), 0))) {
            return entry.map(ServicePort::getPort);
        }
        return wanted.getStrVal() == null ? Optional.of(wanted.getIntVal()) : named(pod, wanted.getStrVal());
    }

    private static Optional<Integer> named(Pod pod, String name) {
        // Sidecars that are written as init containers that restart have ports too.
        return Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        Stream.ofNullable(pod.getSpec().getInitContainers()).flatMap(List::stream))
                .map(Container::getPorts)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(port -> name.equals(port.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }
}
