package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Opens sessions with one database through one transport. Opening takes two round trips after the login: none of them
 * is more than one message. Safe for use by several threads.
 */
public final class Sessions {

    /** The oldest major version of the server that is supported. */
    public static final int OLDEST_MAJOR = 12;

    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 200;

    private final ConnectionSpec spec;
    private final Transport transport;
    private final @Nullable String role;

    /**
     * Opens nothing yet.
     *
     * @param spec which database, as whom, and how
     * @param transport how bytes reach the server
     */
    public Sessions(ConnectionSpec spec, Transport transport) {
        this(spec, transport, null);
    }

    private Sessions(ConnectionSpec spec, Transport transport, @Nullable String role) {
        this.spec = spec;
        this.transport = transport;
        this.role = role;
    }

    /**
     * Sessions that restore as another role ({@code SET ROLE}).
     *
     * @param value its name, or {@code null} for the role that logs in
     * @return changed copy
     */
    public Sessions withRole(@Nullable String value) {
        return new Sessions(spec, transport, value);
    }

    /**
     * What these sessions connect to.
     *
     * @return the specification
     */
    public ConnectionSpec spec() {
        return spec;
    }

    /**
     * How bytes reach the server.
     *
     * @return the transport
     */
    public Transport transport() {
        return transport;
    }

    /**
     * Logs in and applies the settings.
     *
     * @param purpose what the session is for
     * @return an open session, which the caller closes
     * @throws SnapshotException (CONNECTION) if the server cannot be reached, refuses the login, or is too old
     */
    public Session open(SessionPurpose purpose) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return openNow(purpose);
            } catch (SnapshotException e) {
                // A server notices only after a moment that sessions were closed, and a restore that uses as many as it
                // may closes some before it opens the next.
                boolean full = purpose == SessionPurpose.RESTORE
                        && e.sqlState().filter(TOO_MANY_CONNECTIONS::equals).isPresent();
                if (!full || System.nanoTime() - begun > MOMENT.toNanos() || !Pause.of(PAUSE_MILLIS)) {
                    throw e;
                }
            }
        }
    }

    private Session openNow(SessionPurpose purpose) {
        Wire wire = new Wire(transport, spec);
        PgConnection connection;
        try {
            connection = login(wire);
        } catch (SQLException e) {
            throw LoginFailures.of(spec, e);
        }
        try {
            ServerVersion version = new ServerVersion(
                    connection.getQueryExecutor().getServerVersionNum(),
                    String.valueOf(connection.getParameterStatus("server_version")));
            if (!version.atLeast(OLDEST_MAJOR)) {
                throw new SnapshotException(
                        ErrorCode.CONNECTION,
                        "the server " + spec.address() + " is PostgreSQL " + version.text() + ", but only "
                                + OLDEST_MAJOR + " and newer are supported: use the pg_dump of that version");
            }
            wire.loggedIn();
            try (Statement settings = connection.createStatement()) {
                settings.execute(SessionSettings.sql(version, purpose));
                if (role != null && purpose == SessionPurpose.RESTORE) {
                    settings.execute("SET ROLE \"" + role.replace("\"", "\"\"") + "\"");
                }
            }
            // The driver's timeout served the login; from now on statements may take as long as they need.
            connection.setNetworkTimeout(Runnable::run, 0);
            return new Session(connection, version, wire);
        } catch (SQLException e) {
            abandon(connection, e);
            throw LoginFailures.of(spec, e);
        } catch (RuntimeException e) {
            abandon(connection, e);
            throw e;
        }
    }

    private static void abandon(PgConnection connection, Exception reason) {
        try {
            connection.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private PgConnection login(Wire wire) throws SQLException {
        Properties properties = new Properties();
        wire.putInto(properties);
        PGProperty.USER.set(properties, spec.user());
        spec.password().ifPresent(secret -> PGProperty.PASSWORD.set(properties, new String(secret.reveal())));
        PGProperty.PG_DBNAME.set(properties, spec.database());
        PGProperty.APPLICATION_NAME.set(properties, spec.applicationName());
        spec.options().ifPresent(options -> PGProperty.OPTIONS.set(properties, options));
        PGProperty.SOCKET_FACTORY.set(properties, TransportSocketFactory.class.getName());
        // One message per statement instead of five, several statements in one message, and no rewriting of SQL.
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.AUTOSAVE.set(properties, "never");
        // Saves the round trips that the driver spends on servers before 9.0.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, Integer.toString(OLDEST_MAJOR));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        int seconds = (int) spec.connectTimeout().toSeconds();
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
        tls(properties);
        try {
            HostSpec[] hosts = {new HostSpec(spec.host(), spec.port())};
            return new PgConnection(hosts, properties, "jdbc:postgresql:" + spec.database());
        } finally {
            properties.clear();
        }
    }

    private void tls(Properties properties) {
        SslMode mode = spec.sslMode();
        PGProperty.SSL_MODE.set(properties, mode.word());
        PGProperty.CHANNEL_BINDING.set(properties, spec.channelBinding().word());
        if (mode == SslMode.DISABLE) {
            return;
        }
        String rootCert = spec.sslRootCert().orElse("");
        if (mode == SslMode.REQUIRE && !rootCert.isEmpty()) {
            // As in libpq: who names an authority wants the certificate checked.
            mode = SslMode.VERIFY_CA;
        }
        if (rootCert.isEmpty() && (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL)) {
            throw new SnapshotException(
                    ErrorCode.CONNECTION,
                    "sslmode " + mode.word() + " (" + spec.source(Setting.SSL_MODE)
                            + ") needs the authorities to trust, but neither sslrootcert nor ~/.postgresql/root.crt is"
                            + " there: name a file by sslrootcert, or sslrootcert=system for those that Java trusts");
        }
        PGProperty.SSL_MODE.set(properties, mode.word());
        PGProperty.SSL_FACTORY.set(properties, TlsSocketFactory.class.getName());
        PGProperty.SSL_ROOT_CERT.set(properties, rootCert);
        ClientCertificate.tell(properties, spec);
    }
}
