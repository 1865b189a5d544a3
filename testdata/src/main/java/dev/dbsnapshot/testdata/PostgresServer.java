package dev.dbsnapshot.testdata;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server of a given major version: in a container where Docker answers, otherwise from the binaries
 * that the build fetched from Maven Central. It knows one superuser, {@code postgres}, and trusts everyone. A server
 * that is not closed ends with the JVM. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

    /** The oldest supported major version. */
    public static final int OLDEST = 12;

    /** The newest supported major version. */
    public static final int NEWEST = 18;

    private static final Duration START = Duration.ofSeconds(60);

    private static final String DROP_SUBSCRIPTIONS = """
        DO $$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT subname FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = current_database()
            LOOP
                EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', name);
                EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', name);
                EXECUTE format('DROP SUBSCRIPTION %I', name);
            END LOOP;
        END
        $$
        """;
    private static final Map<Integer, PostgresServer> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.parallelStream().forEach(ServerProcess::close)));
    }

    private final ServerProcess server;
    private final int major;

    private PostgresServer(ServerProcess server, int major) {
        this.server = server;
        this.major = major;
    }

    /** The server of this major version that all tests of this JVM share; nobody stops it or changes its settings. */
    public static PostgresServer shared(int major) {
        return SHARED.computeIfAbsent(major, wanted -> start(wanted, Map.of()));
    }

    /** A server of its own, for tests that stop it, look into its log, or need other settings. */
    public static PostgresServer start(int major, Map<String, String> settings) {
        ServerProcess process =
                InContainers.WANTED ? ContainerServer.start(major, settings) : EmbeddedServer.start(major, settings);
        RUNNING.add(process);
        return new PostgresServer(process, major);
    }

    /**
     * A server of its own with a small disk beside that of its data, for tests that fill it: {@code smalldisk} is a
     * tablespace there. What is on it goes when the server stops.
     */
    public static PostgresServer startWithSmallDisk(int major, int mebibytes) {
        ServerProcess process = InContainers.WANTED
                ? ContainerServer.start(major, Map.of(), mebibytes)
                : EmbeddedServer.start(major, Map.of(), mebibytes);
        RUNNING.add(process);
        PostgresServer server = new PostgresServer(process, major);
        server.onSmallDisk("mkdir -m 700 space");
        server.run("postgres", "CREATE TABLESPACE smalldisk LOCATION '" + process.smallDisk() + "/space'");
        server.run("postgres", "GRANT CREATE ON TABLESPACE smalldisk TO PUBLIC");
        return server;
    }

    /** Leaves no room on the small disk. */
    public void fillSmallDisk() {
        onSmallDisk("dd if=/dev/zero of=filler bs=4k 2>/dev/null; true");
    }

    /** Makes room again. */
    public void clearSmallDisk() {
        onSmallDisk("rm -f filler");
    }

    private void onSmallDisk(String command) {
        run(
                "postgres",
                "COPY (SELECT 1) TO PROGRAM $$cat >/dev/null; cd '" + server.smallDisk() + "' && { " + command
                        + "; }$$");
    }

    /** Asked once, and only when the first server starts. */
    private static final class InContainers {
        static final boolean WANTED = ContainerServer.isPossible();
    }

    public int major() {
        return major;
    }

    public String host() {
        return server.host();
    }

    /** Its port, which may change with {@link #startAgain}. */
    public int port() {
        return server.port();
    }

    public String user() {
        return "postgres";
    }

    /** All that the server has logged so far. */
    public String log() {
        return server.log();
    }

    /** Its data directory, where this machine can see it: not in a container. */
    public Optional<Path> dataDirectory() {
        return server.dataDirectory();
    }

    /** Ends the server and all its sessions at once, as a power cut does. */
    public void kill() {
        server.kill();
    }

    /** Shuts the server down; its sessions are ended with an error. */
    public void stop() {
        server.stop();
    }

    /** Starts the server again after {@link #kill} or {@link #stop} and waits until it accepts connections. */
    public void startAgain() {
        server.start();
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers(System.nanoTime() > deadline)) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A container is said to run before the server in it takes connections. */
    private boolean answers(boolean must) {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            if (must) {
                throw new IllegalStateException("the server does not start again: " + e.getMessage(), e);
            }
            return false;
        }
    }

    /** A new empty database with a name of its own. */
    public String createDatabase() {
        return createDatabase("");
    }

    /** A new empty database, made with these options of CREATE DATABASE. */
    public String createDatabase(String options) {
        String name = "db" + DATABASES.incrementAndGet();
        run("postgres", "CREATE DATABASE " + name + " " + options);
        return name;
    }

    /** Drops a database and ends all sessions with it. */
    public void dropDatabase(String database) {
        if (query("postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + database + "'")
                .equals("0")) {
            return;
        }
        run(database, DROP_SUBSCRIPTIONS); // Else they keep the database.
        // One by one: several statements in one message are one transaction.
        run("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        run("postgres", "DROP DATABASE IF EXISTS " + database);
    }

    /** Runs SQL as superuser; may hold several statements. */
    public void run(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("in " + database + ": " + e.getMessage(), e);
        }
    }

    /** The first column of the first row of a query, as text. */
    public String query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(sql)) {
                if (!row.next()) {
                    throw new IllegalStateException("in " + database + ": no row from " + sql);
                }
                return String.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("in " + database + ": " + e.getMessage(), e);
        }
    }

    /** A plain JDBC connection as superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user(), "");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database + "?preferQueryMode=simple";
    }

    /** A libpq URI of a database, without password. */
    public String uri(String database) {
        return "postgresql://" + user() + "@" + host() + ":" + port() + "/" + database;
    }

    @Override
    public void close() {
        if (RUNNING.remove(server)) {
            server.close();
        }
    }
}
