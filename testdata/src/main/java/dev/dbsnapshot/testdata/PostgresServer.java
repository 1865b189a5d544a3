package dev.dbsnapshot.testdata;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A real PostgreSQL server of a given major version, started on first use and stopped when the JVM ends. */
public final class PostgresServer implements AutoCloseable {

    /** The oldest supported major version. */
    public static final int OLDEST = 12;

    /** The newest supported major version. */
    public static final int NEWEST = 18;

    private static final Map<Integer, PostgresServer> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final EmbeddedPostgres server;
    private final int major;

    private PostgresServer(EmbeddedPostgres server, int major) {
        this.server = server;
        this.major = major;
    }

    /** The server of this major version that all tests of this JVM share. */
    public static PostgresServer shared(int major) {
        return SHARED.computeIfAbsent(major, wanted -> {
            PostgresServer started = start(wanted, Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            return started;
        });
    }

    /** A server of its own, for tests that stop it, look into its log, or need other settings. */
    public static PostgresServer start(int major, Map<String, String> settings) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(binaries(major))
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("encoding", "UTF8");
            settings.forEach(builder::setServerConfig);
            return new PostgresServer(builder.start(), major);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL " + major, e);
        }
    }

    private static PgBinaryResolver binaries(int major) {
        String folder = System.getProperty("dbsnapshot.postgres.dir");
        if (folder == null) {
            throw new IllegalStateException("system property dbsnapshot.postgres.dir is not set; the build sets it");
        }
        Path jar = Path.of(folder, "postgres-" + major + ".jar");
        return (system, machine) -> {
            ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar));
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    return (InputStream) zip;
                }
            }
            throw new IOException("no server binaries in " + jar);
        };
    }

    public int major() {
        return major;
    }

    public String host() {
        return "localhost";
    }

    public int port() {
        return server.getPort();
    }

    public String user() {
        return "postgres";
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
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL " + major, e);
        }
    }
}
