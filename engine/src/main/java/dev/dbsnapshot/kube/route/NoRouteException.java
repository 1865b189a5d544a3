package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** None of the ways to a database works; the message tells why not. A jump pod may still. */
public final class NoRouteException extends SnapshotException {

    private static final long serialVersionUID = 1L;

    NoRouteException(String message) {
        super(ErrorCode.CONNECTION, message);
    }
}
