package dev.dbsnapshot.kube.client;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the failure of a request means, and what to do about it. */
final class ClusterFailures {

    private ClusterFailures() {}

    static SnapshotException of(String doing, KubernetesClientException e) {
        String why = reason(e);
        return switch (e.getCode()) {
            case 401 ->
                new SnapshotException(
                        ErrorCode.CONNECTION,
                        doing + ": the API server does not accept the credentials (401 " + why
                                + "): log in again, or name another context by --context",
                        e);
            case 403 ->
                new SnapshotException(
                        ErrorCode.PRIVILEGE,
                        doing + ": the API server forbids it (403): " + why + ": " + remedy(why),
                        e);
            case 404 ->
                new SnapshotException(
                        ErrorCode.USAGE, doing + ": not found (404): " + why + ": check the name and --namespace", e);
            case -1, 0 ->
                new SnapshotException(
                        ErrorCode.CONNECTION,
                        doing + ": the API server cannot be reached: " + why
                                + ": check the network and the context (kubectl cluster-info)",
                        e);
            default ->
                new SnapshotException(
                        ErrorCode.CONNECTION,
                        doing + ": the API server answers " + e.getCode() + ": " + why + ": try again later",
                        e);
        };
    }

    /** Admission answers as authorization does, but no Role helps against it. */
    private static String remedy(String why) {
        if (why.contains("exceeded quota")) {
            return "free some of the namespace's ResourceQuota, or ask for a larger one";
        }
        if (why.contains("PodSecurity") || why.contains("admission webhook") || why.contains("LimitRange")) {
            return "ask those who run the cluster which pods they admit in this namespace";
        }
        return "ask for a Role that allows this, or use another context";
    }

    private static String reason(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return e.getStatus().getMessage();
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse("");
    }
}
