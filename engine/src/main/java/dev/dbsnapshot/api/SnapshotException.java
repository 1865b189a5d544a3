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

    @Nullable
    private final String outcome;

    private final boolean unchanged;

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
        this(code, message, cause, sqlState, null, false);
    }

    private SnapshotException(
            ErrorCode code,
            String message,
            @Nullable Throwable cause,
            @Nullable String sqlState,
            @Nullable String outcome,
            boolean unchanged) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
        this.sqlState = sqlState;
        this.outcome = outcome;
        this.unchanged = unchanged;
    }

    /**
     * The same failure told by somebody who knows what became of the database by it: its message ends with that.
     *
     * @param became what became of it and what to do next, in the words that follow a semicolon
     * @return another exception, with this one as its cause
     */
    public SnapshotException ending(String became) {
        return ending(became, unchanged);
    }

    /**
     * The same failure told by somebody who knows that the database is what it was before: its message ends with that.
     *
     * @param became that it is, in the words that follow a semicolon
     * @return another exception, with this one as its cause
     */
    public SnapshotException endingUnchanged(String became) {
        return ending(became, true);
    }

    private SnapshotException ending(String became, boolean asBefore) {
        return new SnapshotException(
                code,
                getMessage() + "; " + became,
                this,
                sqlState,
                outcome == null ? became : outcome + "; " + became,
                asBefore);
    }

    /**
     * The same failure told by somebody who knows more: with the same code, SQLSTATE and outcome, and this one as its
     * cause.
     *
     * @param message what failed, on what, why, and what to do next, in one line
     * @return another exception
     */
    public SnapshotException saying(String message) {
        return new SnapshotException(code, message, this, sqlState, outcome, unchanged);
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

    /**
     * What became of the database by a restore or an undo that failed, such as "nothing was changed in database forge".
     *
     * @return the words, which the message ends with; or empty if no database was to be changed, or if the failure came
     *     before anything could change
     */
    public Optional<String> outcome() {
        return Optional.ofNullable(outcome);
    }

    /**
     * Whether a restore or an undo that failed is known to have left the database as it was.
     *
     * @return whether it has; {@code false} also where that is not known, or {@link #outcome()} is empty
     */
    public boolean unchanged() {
        return unchanged;
    }
}
