package dev.dbsnapshot.kube.registry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A registry does not answer, or not with what was asked for. The message never holds a login. */
final class RegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The status of the answer; 0 if there was none. */
    private final int status;

    RegistryException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    boolean answered() {
        return status != 0;
    }

    /** Whether it is about this repository: registries with projects refuse what is in none as if it were secret. */
    boolean isOfRepository() {
        return status == 404 || status == 401 || status == 403;
    }
}
