package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** One session with a PostgreSQL server. Not safe for use by several threads, but for {@link #cancel()}. */
public final class Session implements Queries, AutoCloseable {

    /** character_not_in_repertoire. */
    private static final String NO_UTF8 = "22021";

    private final Connection connection;
    private final ServerVersion version;

    @Nullable
    private final Wire wire;

    private volatile boolean cancelled;

    /** When the session began to wait for the server, or 0. */
    private volatile long waitingSince;

    private long fastest = Long.MAX_VALUE;

    /** Takes over an open connection; closing the session closes it. */
    public Session(Connection connection, ServerVersion version) {
        this(connection, version, null);
    }

    Session(Connection connection, ServerVersion version, @Nullable Wire wire) {
        this.connection = connection;
        this.version = version;
        this.wire = wire;
    }

    @Override
    public ServerVersion version() {
        return version;
    }

    /** The server's process behind this session, as pg_stat_activity names it. */
    public int backendPid() {
        try {
            return connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw failed("", e);
        }
    }

    /** The JDBC connection underneath. */
    public Connection jdbc() {
        return connection;
    }

    /**
     * The bytes that come from the server, decrypted. Only while no statement runs: whoever takes them has sent a
     * message of the frontend/backend protocol and reads up to its ReadyForQuery, which the driver does not notice.
     */
    public InputStream fromServer() throws IOException {
        return requireWire().socket().getInputStream();
    }

    /** The bytes that go to the server; as {@link #fromServer()}. */
    public OutputStream toServer() throws IOException {
        return requireWire().socket().getOutputStream();
    }

    /** How many bytes of the server have arrived but were not read; not decrypted. */
    public int arrived() throws IOException {
        return requireWire().transported().getInputStream().available();
    }

    /**
     * Whoever reads {@link #fromServer()} tells when it begins and ends to wait for bytes, so that a stall is noticed.
     *
     * @param begins whether the waiting begins
     */
    public void waits(boolean begins) {
        waitingSince = begins ? System.nanoTime() | 1 : 0;
    }

    /** For how long the session has been waiting for the server to say something; zero if it is not. */
    Duration waiting() {
        long since = waitingSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    /** Watches whether the server gives up the COPY into a table that runs in this session. */
    public Refusal watchForRefusal() {
        return Refusal.watch(this, requireWire().sessions());
    }

    private Wire requireWire() {
        if (wire == null) {
            throw new IllegalStateException("the session was not opened by Sessions");
        }
        return wire;
    }

    /**
     * From now on the server has so long to say something while it is asked; more counts as a lost connection. For
     * questions whose answer costs the server nothing, over a way that may be dead.
     */
    Session answeringWithin(Duration limit) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, limit.toMillis()));
        } catch (SQLException e) {
            SnapshotException failure = failed("", e);
            closeAfter(failure);
            throw failure;
        }
        return this;
    }

    /** Whether the session is in a transaction, failed or not, by the last answer of the server to a statement. */
    public boolean inTransaction() {
        try {
            return connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
        } catch (SQLException e) {
            throw failed("", e);
        }
    }

    /** How long the server took to answer the statement that was answered fastest. */
    public Duration roundTrip() {
        return Duration.ofNanos(fastest);
    }

    private void answered(long begun) {
        fastest = Math.min(fastest, System.nanoTime() - begun);
        waits(false);
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper) {
        requireNotCancelled();
        return answered(statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                return ResultSetRow.mapAll(rows, mapper);
            }
        });
    }

    /**
     * Runs queries in one message and copies their rows, so that another thread may look at them while this one asks the
     * next.
     */
    public List<CopiedRows> copy(List<String> queries) {
        requireNotCancelled();
        return answered(statement -> {
            List<CopiedRows> answers = new ArrayList<>();
            boolean rows = statement.execute(String.join(";\n", queries));
            while (rows) {
                try (ResultSet answer = statement.getResultSet()) {
                    answers.add(CopiedRows.of(answer));
                }
                rows = statement.getMoreResults();
            }
            return answers;
        });
    }

    /** Asks, and takes the answer. */
    private interface Asking<T> {
        T ask(Statement statement) throws SQLException;
    }

    private <T> T answered(Asking<T> asking) {
        long begun = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            waits(true);
            return asking.ask(statement);
        } catch (SQLException e) {
            if (NO_UTF8.equals(e.getSQLState())) {
                throw noUtf8(e);
            }
            throw failed("", e);
        } finally {
            answered(begun);
        }
    }

    /** A database in SQL_ASCII may have names that are no UTF8; the server refuses to send those. */
    private SnapshotException noUtf8(SQLException e) {
        SnapshotException failure = failed("", e);
        if (wire == null) {
            return failure;
        }
        try (Session other = wire.sessions().open(SessionPurpose.DUMP)) {
            return UnreadableText.explain(other, e).orElse(failure);
        } catch (SnapshotException second) {
            failure.addSuppressed(second);
            return failure;
        }
    }

    /** Runs statements in one message, byte for byte as they stand; what they return is thrown away. */
    public void execute(String sql) {
        requireNotCancelled();
        long begun = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            waits(true);
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed("", e);
        } finally {
            answered(begun);
        }
    }

    /**
     * Runs one query inside a transaction and maps its rows one by one, with a cursor: memory holds no more than
     * {@code fetchSize} of them.
     */
    public void forEach(String sql, int fetchSize, Consumer<Row> consumer) {
        execute("DECLARE dbsnapshot_rows NO SCROLL CURSOR FOR " + sql);
        int fetched;
        do {
            fetched = query("FETCH FORWARD " + fetchSize + " FROM dbsnapshot_rows", row -> {
                        consumer.accept(row);
                        return 0;
                    })
                    .size();
        } while (fetched == fetchSize);
        execute("CLOSE dbsnapshot_rows");
    }

    /**
     * Makes the server cancel what the session is doing, if anything; may be called from any thread. What was running
     * fails with {@link ErrorCode#CANCELLED}, and so does what is begun afterwards: only closing is left.
     */
    public void cancel() {
        cancelled = true;
        interrupt();
    }

    /**
     * Makes the server stop the running statement, which then fails; the session can be used again. The request goes
     * over a connection of its own, through the session's transport. Where none comes about, the session's own
     * connection is cut.
     */
    public void interrupt() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            cut(e);
        }
    }

    /** Cuts the connection, because of a failure after which nobody knows what would come over it next. */
    public void cut(Throwable reason) {
        try {
            if (wire != null) {
                // Under TLS, closing what is above waits for whoever reads it.
                wire.transported().close();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** Refuses to begin something after {@link #cancel()}. */
    public void requireNotCancelled() {
        if (cancelled) {
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled");
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
