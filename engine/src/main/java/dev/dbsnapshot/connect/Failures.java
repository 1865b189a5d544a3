package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns what the driver throws into our own exceptions: one line, the server's words, its SQLSTATE, no secret. */
public final class Failures {

    /** admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout. */
    private static final Set<String> SESSION_ENDED = Set.of("57P01", "57P02", "57P03", "57P04", "57P05");

    private Failures() {}

    /**
     * The exception for a statement that failed.
     *
     * @param doing what was being done, for example {@code reading tables}; empty to leave it out
     * @param failure what the driver threw
     * @param cancelled whether the caller had cancelled the session
     */
    public static SnapshotException of(String doing, SQLException failure, boolean cancelled) {
        String state = failure.getSQLState();
        String before = doing.isEmpty() ? "" : doing + ": ";
        if (cancelled) {
            return new SnapshotException(ErrorCode.CANCELLED, before + "cancelled", failure, state);
        }
        ErrorCode code = codeOf(state);
        String message = before + text(failure);
        if (code == ErrorCode.CONNECTION_LOST) {
            message = before + "the connection to the server broke (" + text(failure)
                    + "): see the server's log, then start again";
        }
        return new SnapshotException(code, message, failure, state);
    }

    /**
     * The exception for a connection that broke.
     *
     * @param doing what was being done, for example {@code copying public.orders}
     * @param failure how it broke
     * @param cancelled whether the caller had cancelled the session
     */
    public static SnapshotException lost(String doing, IOException failure, boolean cancelled) {
        if (cancelled) {
            return new SnapshotException(ErrorCode.CANCELLED, doing + ": cancelled", failure);
        }
        return new SnapshotException(
                ErrorCode.CONNECTION_LOST,
                doing + ": the connection to the server broke (" + oneLine(String.valueOf(failure.getMessage()))
                        + "): see the server's log, then start again",
                failure);
    }

    private static ErrorCode codeOf(@Nullable String state) {
        if (state == null) {
            return ErrorCode.SERVER;
        }
        if (state.startsWith("08") || SESSION_ENDED.contains(state)) {
            return ErrorCode.CONNECTION_LOST;
        }
        return state.equals("42501") ? ErrorCode.PRIVILEGE : ErrorCode.SERVER;
    }

    /** The server's message, detail and hint in one line, without the translated labels that the driver adds. */
    static String text(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException error ? error.getServerErrorMessage() : null;
        if (server == null) {
            Throwable cause = failure.getCause();
            String why = cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
            return oneLine(failure.getMessage() + why);
        }
        StringBuilder text = new StringBuilder(String.valueOf(server.getMessage()));
        if (server.getDetail() != null) {
            text.append("; ").append(server.getDetail());
        }
        if (server.getHint() != null) {
            text.append("; ").append(server.getHint());
        }
        return oneLine(text.toString());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
