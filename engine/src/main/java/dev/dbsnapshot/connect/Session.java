package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One session with a PostgreSQL server. Not safe for use by several threads, but for {@link #cancel()}. */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final ServerVersion version;

    /** Takes over an open connection; closing the session closes it. */
    public Session(Connection connection, ServerVersion version) {
        this.connection = connection;
        this.version = version;
    }

    /** The version of the server at the other end. */
    public ServerVersion version() {
        return version;
    }

    /** The JDBC connection underneath. */
    public Connection jdbc() {
        return connection;
    }

    /** Runs one query and maps its rows. */
    public <T> List<T> query(String sql, RowMapper<T> mapper) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(sql)) {
                Row row = new ResultSetRow(rows);
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(mapper.map(row));
                }
                return result;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs statements that return nothing. */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Makes the server cancel what the session is doing, if anything; may be called from any thread. */
    public void cancel() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static SnapshotException failed(SQLException e) {
        return new SnapshotException(ErrorCode.SERVER, String.valueOf(e.getMessage()), e, e.getSQLState());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
