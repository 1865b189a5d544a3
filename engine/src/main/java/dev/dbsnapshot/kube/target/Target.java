package dev.dbsnapshot.kube.target;

import dev.dbsnapshot.kube.tunnel.PodPort;
import java.util.List;

/** Where a host and a port lead. */
public sealed interface Target {

    /** How it was found, for a person who wants to know. */
    String found();

    /**
     * Into pods of the cluster.
     *
     * @param pods at least one; of several, one is the primary
     * @param found how they were found
     */
    record Pods(List<PodPort> pods, String found) implements Target {}

    /**
     * Out of the cluster, or into it in a way that no pod can be seen behind.
     *
     * @param host what to connect to from inside the cluster
     * @param port its port
     * @param found why it is outside
     */
    record Outside(String host, int port, String found) implements Target {}
}
