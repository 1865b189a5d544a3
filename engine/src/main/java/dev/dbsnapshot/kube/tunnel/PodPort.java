package dev.dbsnapshot.kube.tunnel;

/**
 * A port of a pod.
 *
 * @param namespace where the pod is
 * @param pod its name
 * @param port 1 to 65535
 */
public record PodPort(String namespace, String pod, int port) {

    @Override
    public String toString() {
        return "pod " + namespace + "/" + pod + " port " + port;
    }
}
