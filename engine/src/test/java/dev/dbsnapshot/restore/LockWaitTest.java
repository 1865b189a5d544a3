package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody holds a table: we wait as long as it takes, and say for whom. */
class LockWaitTest {

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @Test
    void aBackupAndARestoreNameWhoIsInTheWayAndGoOn() throws SQLException {
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE held (id int)");
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(database)).build();
        Path file = folder.resolve("x.tar");

        try (Holder holder = new Holder(database, "ALTER TABLE held ADD COLUMN later int")) {
            assertThat(Backup.of(spec).toFile(file).progress(holder).run().entries())
                    .isPositive();
            assertThat(holder.warnings).singleElement().asString().contains(expected(holder));
        }
        try (Holder holder = new Holder(database, "SELECT * FROM held")) {
            assertThat(Restore.of(file, spec).drop(true).progress(holder).run().dropped())
                    .isOne();
            assertThat(holder.warnings).singleElement().asString().contains(expected(holder));
        }
    }

    @Test
    void aRestoreThatMayNotWaitLongerNamesWhoIsInTheWayAndChangesNothing() throws SQLException {
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE held (id int)");
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(database)).build();
        Path file = folder.resolve("x.tar");
        Backup.of(spec).toFile(file).run();

        try (Holder holder = new Holder(database, "SELECT * FROM held")) {
            assertThatThrownBy(() -> Restore.of(file, spec)
                            .options(RestoreOptions.DEFAULT.withDrop(true).withLockTimeout(Duration.ofMillis(3500)))
                            .run())
                    .isInstanceOfSatisfying(SnapshotException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(e.sqlState()).contains("55P03");
                    })
                    .hasMessageContaining(
                            "gave up waiting after lock_timeout for a lock on public.held, which session " + holder.pid)
                    .hasMessageContaining("nothing was changed");
            for (int millis : List.of(1, 300, 1500)) {
                assertThatThrownBy(() -> Restore.of(file, spec)
                                .options(RestoreOptions.DEFAULT
                                        .withDrop(true)
                                        .withLockTimeout(Duration.ofMillis(millis)))
                                .run())
                        .hasMessageContaining("gave up waiting after lock_timeout for a lock")
                        .hasMessageContaining("session " + holder.pid + " (psql of somebody")
                        .hasMessageContaining("public.held")
                        .hasMessageContaining("nothing was changed");
            }
        }
        assertThat(server.query(database, "SELECT to_regclass('held')")).isEqualTo("held");
    }

    @Test
    void whoHoldsWhatNobodyWatchedIsNamedToo() throws SQLException {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (7, false);
            CREATE MATERIALIZED VIEW held AS SELECT 1 AS one;
            """);
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(database)).build();
        Path file = folder.resolve("x.tar");
        Backup.of(spec).toFile(file).run();

        try (Holder holder = new Holder(database, "SELECT * FROM held")) {
            assertThatThrownBy(() -> Restore.of(file, spec)
                            .options(RestoreOptions.DEFAULT.withLockTimeout(Duration.ofMillis(50)))
                            .run())
                    .hasMessageContaining("materialized view public.held")
                    .hasMessageContaining("these hold locks: session " + holder.pid + " (psql of somebody")
                    .hasMessageContaining("nothing was changed");
        }
    }

    @Test
    void whoKeepsUsFromReadingIsNotWaitedForLongerEither() throws SQLException {
        String database = server.createDatabase();
        server.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (7, false);
            CREATE TABLE held (id int PRIMARY KEY);
            """);
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(database)).build();
        Path file = folder.resolve("x.tar");
        Backup.of(spec).toFile(file).run();
        RestoreOptions impatient = RestoreOptions.DEFAULT.withLockTimeout(Duration.ofMillis(300));

        try (Holder holder = new Holder(database, "LOCK TABLE held")) {
            Restore dataOnly = Restore.of(file, spec).options(impatient).safetyFolder(folder);
            Restore drop = dataOnly.options(impatient.withDrop(true));
            List<ThrowingCallable> attempts = List.of(dataOnly::plan, dataOnly::run, drop::run);
            for (ThrowingCallable attempt : attempts) {
                assertThatThrownBy(attempt)
                        .hasMessageContaining("gave up waiting after lock_timeout")
                        .hasMessageContaining("session " + holder.pid + " (psql of somebody")
                        .hasMessageContaining("nothing was changed");
            }
        }
    }

    @Test
    void aRestoreInSeveralTransactionsWaitsNoLongerEither() throws SQLException {
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE first (id int); CREATE MATERIALIZED VIEW held AS SELECT 1 AS one");
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(database)).build();
        Path file = folder.resolve("x.tar");
        Backup.of(spec).toFile(file).run();
        Path journal = folder.resolve("journal");
        Restore restore = Restore.of(file, spec)
                .options(RestoreOptions.DEFAULT
                        .withDrop(true)
                        .withStrategy(RestoreStrategy.NO_ATOMIC)
                        .withLockTimeout(Duration.ofMillis(900)))
                .safetyFolder(folder)
                .journal(journal);
        server.run(database, "INSERT INTO first VALUES (42)");

        try (Holder holder = new Holder(database, "SELECT * FROM held")) {
            assertThatThrownBy(restore::run)
                    .hasMessageContaining(
                            "gave up waiting after lock_timeout for a lock on public.held, which session " + holder.pid)
                    .hasMessageEndingWith("nothing was changed in database " + database);
        }
        assertThat(server.query(database, "SELECT id FROM first")).isEqualTo("42");
        assertThat(Recover.of(spec, journal).pending()).isEmpty();

        try (Late late = new Late(database, "drop", "SELECT * FROM held")) {
            assertThatThrownBy(() -> restore.progress(late).run())
                    .hasMessageContaining("gave up waiting after lock_timeout for a lock on public.held")
                    .hasMessageContaining("run db-snapshot recover")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("nothing was changed"));
        }
        assertThat(Recover.of(spec, journal).run()).singleElement().asString().contains("taken back");
        assertThat(server.query(database, "SELECT id FROM first")).isEqualTo("42");
    }

    @Test
    void whoHoldsWhatAGradualRestoreHasMadeIsNamedAndTheNextOneGoesOn() throws SQLException {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE held (id int PRIMARY KEY); INSERT INTO held VALUES (42)");
        Path file = folder.resolve("x.tar");
        Backup.of(ConnectionSpec.builder().dsn(server.uri(source)).build())
                .toFile(file)
                .run();
        String database = server.createDatabase();
        ConnectionSpec spec = ConnectionSpec.builder().dsn(server.uri(database)).build();
        Restore restore = Restore.of(file, spec)
                .options(RestoreOptions.DEFAULT.withJobs(2).withLockTimeout(Duration.ofMillis(300)));

        try (Late late = new Late(database, "data", "LOCK held IN ROW SHARE MODE")) {
            assertThatThrownBy(() -> restore.progress(late).run())
                    .hasMessageContaining("public.held")
                    .hasMessageContaining("these hold locks: session ")
                    .hasMessageContaining("could not be emptied again")
                    .hasMessageContaining("the next restore empties it and begins anew");
        }
        restore.run();
        assertThat(server.query(database, "SELECT id FROM held")).isEqualTo("42");
    }

    private static String expected(Holder holder) {
        return "waiting for a lock on public.held, which session " + holder.pid
                + " (psql of somebody, role postgres, idle in transaction) holds";
    }

    /** Holds a lock from the moment on in which a phase begins. */
    private final class Late implements Progress, AutoCloseable {
        private final Connection connection;
        private final String phase;
        private final String statement;

        Late(String database, String phase, String statement) throws SQLException {
            connection = server.connect(database);
            connection.setAutoCommit(false);
            this.phase = phase;
            this.statement = statement;
        }

        @Override
        public void on(Event event) {
            if (event.equals(new PhaseStarted(phase))) {
                try (Statement work = connection.createStatement()) {
                    work.execute(statement);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Holds a lock until a warning comes. */
    private final class Holder implements Progress, AutoCloseable {
        private final List<String> warnings = new ArrayList<>();
        private final Connection connection;
        private final String pid;

        Holder(String database, String statement) throws SQLException {
            connection = server.connect(database);
            connection.setAutoCommit(false);
            try (Statement work = connection.createStatement()) {
                work.execute("SET application_name = 'psql of somebody'");
                work.execute(statement);
                var row = work.executeQuery("SELECT pg_backend_pid()");
                row.next();
                pid = row.getString(1);
            }
        }

        @Override
        public void on(Event event) {
            if (event instanceof Warning warning) {
                warnings.add(warning.message());
                try {
                    connection.rollback();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
