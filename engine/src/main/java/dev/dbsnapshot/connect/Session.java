package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.SnapshotException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** One session with a PostgreSQL server. Not safe for use by several threads, but for {@link #cancel()}. */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final ServerVersion version;

    @Nullable
    private final Wire wire;

    private volatile boolean cancelled;

    /** Takes over an open connection; closing the session closes it. */
    public Session(Connection connection, ServerVersion version) {
        this(connection, version, null);
    }

    Session(Connection connection, ServerVersion version, @Nullable Wire wire) {
        this.connection = connection;
        this.version = version;
        this.wire = wire;
    }

    /** The version of the server at the other end. */
    public ServerVersion version() {
        return version;
    }

    /** The JDBC connection underneath. */
    public Connection jdbc() {
        return connection;
    }

    /** The sockets underneath, where the session was opened by {@link Sessions}. */
    @Nullable
    Wire wire() {
        return wire;
    }

    /** Runs one query and maps its rows. */
    public <T> List<T> query(String sql, RowMapper<T> mapper) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(sql)) {
                return ResultSetRow.mapAll(rows, mapper);
            }
        } catch (SQLException e) {
            throw failed("", e);
        }
    }

    /** Runs statements in one message, byte for byte as they stand; what they return is thrown away. */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed("", e);
        }
    }

    /**
     * Makes the server cancel what the session is doing, if anything; may be called from any thread. What was running
     * fails with {@link dev.dbsnapshot.api.ErrorCode#CANCELLED}. The request goes over a connection of its own, through
     * the session's transport; where none comes about, the session's own connection is cut.
     */
    public void cancel() {
        cancelled = true;
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException second) {
                e.addSuppressed(second);
                throw failed("cancelling", e);
            }
        }
    }

    /** Whether {@link #cancel()} was called. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Turns a failure of the driver into ours. */
    public SnapshotException failed(String doing, SQLException e) {
        return Failures.of(doing, e, cancelled);
    }

    /** Closes the session because of a failure, to which a failure to close is only a note. */
    public void closeAfter(Throwable reason) {
        try {
            close();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("closing the session", e);
        }
    }
}
