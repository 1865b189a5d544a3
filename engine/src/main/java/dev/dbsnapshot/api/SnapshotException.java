package dev.dbsnapshot.api;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup, a restore or an inspection failed. The message is one line that tells what failed, on what, why, and what
 * to do next; it never holds a secret. Instances are immutable.
 */
public class SnapshotException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    @Nullable
    private final String sqlState;

    /**
     * Creates an exception without a cause.
     *
     * @param code what kind of failure this is
     * @param message what failed, on what, why, and what to do next, in one line
     */
    public SnapshotException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param code what kind of failure this is
     * @param message what failed, on what, why, and what to do next, in one line
     * @param cause what led to it, or {@code null}
     */
    public SnapshotException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, null);
    }

    /**
     * Creates an exception with a cause and the server's SQLSTATE.
     *
     * @param code what kind of failure this is
     * @param message what failed, on what, why, and what to do next, in one line
     * @param cause what led to it, or {@code null}
     * @param sqlState the five characters of PostgreSQL's SQLSTATE, or {@code null} if no server was involved
     */
    public SnapshotException(ErrorCode code, String message, @Nullable Throwable cause, @Nullable String sqlState) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
        this.sqlState = sqlState;
    }

    /**
     * The same failure told by somebody who knows more: with the same code and SQLSTATE, and this one as its cause.
     *
     * @param message what failed, on what, why, and what to do next, in one line
     * @return another exception
     */
    public SnapshotException saying(String message) {
        return new SnapshotException(code, message, this, sqlState);
    }

    /**
     * What kind of failure this is.
     *
     * @return the code, never {@code null}
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The server's SQLSTATE where a server refused something.
     *
     * @return the five characters, or empty
     */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }
}
