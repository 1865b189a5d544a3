package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.IOException;

/** Why the API server did not open a stream. */
final class Handshake {

    private Handshake() {}

    /** As an exception whose message says what to do. */
    static IOException failed(String what, String resource, Throwable cause) {
        if (!(cause instanceof WebSocketHandshakeException refused)) {
            return new IOException(what + ": the API server cannot be reached: " + cause.getMessage(), cause);
        }
        int code = refused.getResponse().code();
        String why =
                switch (code) {
                    case 401 -> "the API server does not accept the credentials of the kubeconfig (401): log in again";
                    case 403 ->
                        "the API server forbids it (403): the role needs the verb create, and before Kubernetes 1.35"
                                + " get, on " + resource;
                    case 404 -> "there is no such pod (404)";
                    default -> "the API server refused it (" + code + "): the pod or its node may be down";
                };
        return new IOException(what + ": " + why, refused);
    }
}
