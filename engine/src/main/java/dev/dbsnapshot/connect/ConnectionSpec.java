package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which database to connect to, as whom, and how. Built with {@link #builder()}, which understands libpq's URIs,
 * conninfo strings, environment variables, service files and password files; it remembers where each value came from.
 * The text form never shows the password. Immutable and safe for use by several threads.
 */
public final class ConnectionSpec {

    private final Map<Setting, String> values;
    private final Map<Setting, String> sources;
    private final SslMode sslMode;
    private final ChannelBinding channelBinding;
    private final int port;
    private final Duration connectTimeout;

    @Nullable
    private final Secret password;

    ConnectionSpec(Map<Setting, String> values, Map<Setting, String> sources, @Nullable Secret password) {
        this.values = new EnumMap<>(values);
        this.sources = new EnumMap<>(sources);
        this.password = password;
        this.sslMode = SslMode.of(value(Setting.SSL_MODE), source(Setting.SSL_MODE));
        this.channelBinding = ChannelBinding.of(value(Setting.CHANNEL_BINDING), source(Setting.CHANNEL_BINDING));
        this.port = number(Setting.PORT, 1, 65535);
        this.connectTimeout = Duration.ofSeconds(number(Setting.CONNECT_TIMEOUT, 0, 86_400));
    }

    /**
     * Starts a specification; what nobody sets has PostgreSQL's default.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The server's own name or address, which TLS verifies even through a tunnel.
     *
     * @return never empty
     */
    public String host() {
        return value(Setting.HOST);
    }

    /**
     * The server's port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * The name of the database.
     *
     * @return never empty
     */
    public String database() {
        return value(Setting.DATABASE);
    }

    /**
     * The role that logs in.
     *
     * @return never empty
     */
    public String user() {
        return value(Setting.USER);
    }

    /**
     * The password.
     *
     * @return empty if none is known
     */
    public Optional<Secret> password() {
        return Optional.ofNullable(password);
    }

    /**
     * Whether the session is encrypted, and how the server's certificate is checked.
     *
     * @return the mode
     */
    public SslMode sslMode() {
        return sslMode;
    }

    /**
     * The file with the certificates of the authorities that the server's certificate is checked against, or
     * {@code system} for those that Java trusts.
     *
     * @return empty if none is named and libpq's own, {@code ~/.postgresql/root.crt}, does not exist
     */
    public Optional<String> sslRootCert() {
        return Optional.ofNullable(values.get(Setting.SSL_ROOT_CERT));
    }

    /**
     * The file with the client's own certificate.
     *
     * @return empty if none is named and libpq's own, {@code ~/.postgresql/postgresql.crt}, does not exist
     */
    public Optional<String> sslCert() {
        return Optional.ofNullable(values.get(Setting.SSL_CERT));
    }

    /**
     * The file with the key of the client's certificate.
     *
     * @return empty if none is named and libpq's own, {@code ~/.postgresql/postgresql.key}, does not exist
     */
    public Optional<String> sslKey() {
        return Optional.ofNullable(values.get(Setting.SSL_KEY));
    }

    /**
     * Options for the server process, such as {@code -c work_mem=64MB}.
     *
     * @return empty if there are none
     */
    public Optional<String> options() {
        return Optional.ofNullable(values.get(Setting.OPTIONS));
    }

    /**
     * The name that the session has in pg_stat_activity.
     *
     * @return by default {@code db-snapshot} and its version
     */
    public String applicationName() {
        return value(Setting.APPLICATION_NAME);
    }

    /**
     * How long connecting may take, and how long the server may be silent while it is logged in.
     *
     * @return zero for without limit; 90 seconds by default
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * Whether the login must be tied to the TLS channel.
     *
     * @return the wish
     */
    public ChannelBinding channelBinding() {
        return channelBinding;
    }

    /**
     * The time zone to ask the server for.
     *
     * @return empty for what the server has for this role and database; {@code default} asks for that too, as in libpq
     */
    public Optional<String> timeZone() {
        return Optional.ofNullable(values.get(Setting.TIME_ZONE)).filter(zone -> !zone.equalsIgnoreCase("default"));
    }

    /**
     * Where each value came from, by libpq's keyword: for example {@code host} from {@code PGHOST}. Never a secret.
     *
     * @return an immutable map in a fixed order
     */
    public Map<String, String> sources() {
        Map<String, String> result = new LinkedHashMap<>();
        sources.forEach((setting, source) -> result.put(setting.keyword(), source));
        return result;
    }

    /**
     * The same connection with another password, for where it was asked for.
     *
     * @param secret the password
     * @return a new specification
     */
    public ConnectionSpec withPassword(Secret secret) {
        Map<Setting, String> from = new EnumMap<>(sources);
        from.put(Setting.PASSWORD, Builder.EXPLICIT);
        return new ConnectionSpec(values, from, Objects.requireNonNull(secret));
    }

    /**
     * The same server and role, but another database of it.
     *
     * @param database its name
     * @return a new specification
     */
    public ConnectionSpec withDatabase(String database) {
        Map<Setting, String> changed = new EnumMap<>(values);
        changed.put(Setting.DATABASE, database);
        return new ConnectionSpec(changed, sources, password);
    }

    /** For messages: database "shop" on db.example.com:5432 as role "app". */
    String described() {
        return "database \"" + database() + "\" on " + address() + " as role \"" + user() + "\"";
    }

    public String address() {
        return (host().contains(":") ? "[" + host() + "]" : host()) + ":" + port;
    }

    private String value(Setting setting) {
        return Objects.requireNonNull(values.get(setting));
    }

    String source(Setting setting) {
        return sources.getOrDefault(setting, "default");
    }

    private int number(Setting setting, int lowest, int highest) {
        String text = value(setting).strip();
        try {
            int number = Integer.parseInt(text);
            // libpq takes a negative connect_timeout for no limit.
            if (setting == Setting.CONNECT_TIMEOUT && number < 0) {
                return 0;
            }
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(setting, text, lowest, highest, e);
        }
        throw notANumber(setting, text, lowest, highest, null);
    }

    private SnapshotException notANumber(
            Setting setting, String text, int lowest, int highest, @Nullable Exception cause) {
        return new SnapshotException(
                ErrorCode.USAGE,
                setting.keyword() + " \"" + text + "\" (" + source(setting) + ") is no number from " + lowest + " to "
                        + highest + ": give one",
                cause);
    }

    @Override
    public String toString() {
        return described() + ", sslmode " + sslMode.word();
    }

    /**
     * Collects what is known of a connection. What is set one by one counts most, then the URI or conninfo, the
     * service, the environment, and last PostgreSQL's defaults. Not safe for use by several threads.
     */
    public static final class Builder {

        static final String EXPLICIT = "given explicitly";

        private final Map<Setting, String> explicit = new EnumMap<>(Setting.class);
        private final SpecResolver resolver = new SpecResolver(explicit);

        private Builder() {}

        /**
         * Sets the server's own name or address.
         *
         * @param host a host name, an IPv4 or an IPv6 address
         * @return this builder
         */
        public Builder host(String host) {
            return set(Setting.HOST, host);
        }

        /**
         * Sets the server's port.
         *
         * @param port 1 to 65535
         * @return this builder
         */
        public Builder port(int port) {
            return set(Setting.PORT, Integer.toString(port));
        }

        /**
         * Sets the name of the database; by default it is the role's name.
         *
         * @param database the name as it is, without quotes
         * @return this builder
         */
        public Builder database(String database) {
            return set(Setting.DATABASE, database);
        }

        /**
         * Sets the role that logs in.
         *
         * @param user the name as it is, without quotes
         * @return this builder
         */
        public Builder user(String user) {
            return set(Setting.USER, user);
        }

        /**
         * Sets the password.
         *
         * @param password the password
         * @return this builder
         */
        public Builder password(Secret password) {
            resolver.password = Objects.requireNonNull(password);
            return this;
        }

        /**
         * Sets whether the session is encrypted, and how the server's certificate is checked.
         *
         * @param mode the mode
         * @return this builder
         */
        public Builder sslMode(SslMode mode) {
            return set(Setting.SSL_MODE, mode.word());
        }

        /**
         * Sets the file with the certificates of the authorities that are trusted.
         *
         * @param file a file in PEM format
         * @return this builder
         */
        public Builder sslRootCert(Path file) {
            return set(Setting.SSL_ROOT_CERT, file.toString());
        }

        /**
         * Sets the client's own certificate and its key.
         *
         * @param certificate a file in PEM format
         * @param key a file in PEM or PKCS-8 DER format
         * @return this builder
         */
        public Builder sslClient(Path certificate, Path key) {
            set(Setting.SSL_CERT, certificate.toString());
            return set(Setting.SSL_KEY, key.toString());
        }

        /**
         * Sets options for the server process.
         *
         * @param options for example {@code -c work_mem=64MB}
         * @return this builder
         */
        public Builder options(String options) {
            return set(Setting.OPTIONS, options);
        }

        /**
         * Sets the name that sessions have in pg_stat_activity.
         *
         * @param name the name
         * @return this builder
         */
        public Builder applicationName(String name) {
            return set(Setting.APPLICATION_NAME, name);
        }

        /**
         * Sets how long connecting may take, and how long the server may be silent during the login.
         *
         * @param timeout in whole seconds; zero for without limit
         * @return this builder
         */
        public Builder connectTimeout(Duration timeout) {
            return set(Setting.CONNECT_TIMEOUT, Long.toString(timeout.toSeconds()));
        }

        /**
         * Sets whether the login must be tied to the TLS channel.
         *
         * @param binding the wish
         * @return this builder
         */
        public Builder channelBinding(ChannelBinding binding) {
            return set(Setting.CHANNEL_BINDING, binding.word());
        }

        /**
         * Takes what a URI ({@code postgresql://user@host:5432/db?sslmode=require}) or a conninfo string
         * ({@code host=... dbname='...'}) says.
         *
         * @param text the URI or the conninfo string
         * @return this builder
         * @throws SnapshotException (USAGE) if it is neither, or asks for something unsupported
         */
        public Builder dsn(String text) {
            resolver.dsn = Dsn.parse(text);
            return this;
        }

        /**
         * Names a service of the service file, which counts less than the URI but more than the environment.
         *
         * @param service the name of its section
         * @return this builder
         */
        public Builder service(String service) {
            return set(Setting.SERVICE, service);
        }

        /**
         * Takes what the variables of libpq (PGHOST, PGUSER, ...) say; others are ignored. The library itself never
         * reads the environment.
         *
         * @param variables usually {@code System.getenv()}
         * @return this builder
         */
        public Builder environment(Map<String, String> variables) {
            resolver.environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Takes what was found elsewhere, for example in a cluster. It counts less than the environment and more than
         * the defaults.
         *
         * @param values by libpq's keyword: host, port, dbname, user, password, ...
         * @param sources where each of them was found, by the same keywords, for {@link ConnectionSpec#sources()}
         * @return this builder
         */
        public Builder found(Map<String, String> values, Map<String, String> sources) {
            resolver.found = Dsn.bySetting(values);
            resolver.foundWhere = Dsn.bySetting(sources);
            return this;
        }

        /**
         * Names the folder that {@code .pgpass}, {@code .pg_service.conf} and {@code .postgresql} are looked for in.
         *
         * @param folder the person's home
         * @return this builder
         */
        public Builder home(Path folder) {
            resolver.home = folder;
            return this;
        }

        /**
         * Names the role to use where nobody names one; in libpq that is the name of the person at the computer.
         *
         * @param user the name
         * @return this builder
         */
        public Builder defaultUser(String user) {
            resolver.defaultUser = user;
            return this;
        }

        /**
         * Says who wants to hear of what is ignored, such as a password file that others can read.
         *
         * @param listener gets one line each
         * @return this builder
         */
        public Builder onWarning(Consumer<String> listener) {
            resolver.warnings = listener;
            return this;
        }

        /**
         * Puts everything together.
         *
         * @return the specification
         * @throws SnapshotException (USAGE) if a value makes no sense or none is known for the role
         */
        public ConnectionSpec build() {
            return resolver.resolve();
        }

        private Builder set(Setting setting, String value) {
            explicit.put(setting, Objects.requireNonNull(value));
            return this;
        }
    }
}
