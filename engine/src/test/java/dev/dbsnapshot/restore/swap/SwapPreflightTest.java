package dev.dbsnapshot.restore.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the way of a swap is found beforehand, all at once, with its remedy; what may be done is done. */
class SwapPreflightTest {

    private static final RestoreOptions SWAP =
            RestoreOptions.DEFAULT.withDrop(true).withStrategy(RestoreStrategy.SWAP);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void anOwnerWhoMayCreateDatabasesNeedsNoSuperuser(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        String target = owned(server, "CREATEDB", "swap_creator");
        Path archive = archive(server, "CREATE TABLE fresh AS SELECT generate_series(1, 9) AS i");
        try (Connection hers = DriverManager.getConnection(server.jdbcUrl(target), "swap_creator", "")) {
            restore(server, target, "swap_creator", archive).run();
            assertThat(hers.isValid(5)).isFalse();
        }

        assertThat(server.query(target, "SELECT count(*) FROM fresh")).isEqualTo("9");
        assertThat(server.query(
                        "postgres", "SELECT datdba::regrole::text FROM pg_database WHERE datname = '" + target + "'"))
                .isEqualTo("swap_creator");
        Undo.of(spec(server, target, "swap_creator")).run();
        assertThat(server.query(target, "SELECT count(*) FROM old")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void anOwnerWhoMayNotIsToldWhatToDo(int major) {
        PostgresServer server = PostgresServer.shared(major);
        String target = owned(server, "NOCREATEDB", "swap_plain");
        Path archive = archive(server, "CREATE TABLE fresh ()");

        assertThatThrownBy(() -> restore(server, target, "swap_plain", archive).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE))
                .hasMessageContaining("ALTER ROLE \"swap_plain\" CREATEDB");
        assertThat(server.query(target, "SELECT count(*) FROM old")).isEqualTo("0");
    }

    @Test
    void aSchemaPublicThatOnlyASuperuserCanMakeSoIsNamed() {
        PostgresServer server = PostgresServer.shared(12);
        Path archive = archive(server, "CREATE TABLE fresh ()");

        for (String change : List.of(
                "ALTER SCHEMA public OWNER TO swap_creator",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "GRANT USAGE ON SCHEMA public TO swap_creator")) {
            String target = owned(server, "CREATEDB", "swap_creator");
            assertThat(blocking(restore(server, target, "swap_creator", archive)))
                    .isEmpty();
            server.run(target, change);

            assertThat(blocking(restore(server, target, "swap_creator", archive)))
                    .singleElement()
                    .satisfies(text -> assertThat(text).contains("schema public", "restore as superuser"));
            assertThat(blocking(restore(server, target, "postgres", archive))).isEmpty();
        }
    }

    @Test
    void whatOnlyASuperuserMayCarryOverIsNamed() throws SQLException {
        PostgresServer server = PostgresServer.shared(15);
        String target = owned(server, "CREATEDB", "swap_creator");
        server.run(target, "CREATE EXTENSION pg_stat_statements");
        server.run(
                "postgres",
                "ALTER DATABASE " + target + " SET log_statement = 'all'; ALTER DATABASE " + target
                        + " IS_TEMPLATE true");
        Path archive = archive(server, "CREATE EXTENSION pageinspect; CREATE TABLE fresh ()");
        try (Connection superusers = server.connect(target)) {
            assertThat(superusers.isValid(5)).isTrue();
            assertThat(blocking(restore(server, target, "swap_creator", archive)))
                    .anyMatch(text -> text.contains("pageinspect"))
                    .anyMatch(text -> text.contains("log_statement"))
                    .anyMatch(text -> text.contains("sessions of other roles") && text.contains("pg_signal_backend"));
        }
        assertThat(restore(server, target, "swap_creator", archive).plan().findings())
                .anyMatch(finding -> !finding.blocks() && finding.text().contains("is a template"))
                .anyMatch(finding -> !finding.blocks() && finding.text().contains("pg_stat_statements"))
                .anyMatch(finding -> finding.text().contains("needs room for both"));
        server.run("postgres", "ALTER DATABASE " + target + " IS_TEMPLATE false");
    }

    @Test
    void whatTheNewDatabaseCannotHaveStopsBeforeItIsFilled() {
        PostgresServer server = PostgresServer.shared(15);
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE old ()");
        // A label of a module that is not loaded any more.
        server.run(
                "postgres",
                "SET allow_system_table_mods = on; INSERT INTO pg_shseclabel SELECT oid, 'pg_database'::regclass,"
                        + " 'gone', 'secret' FROM pg_database WHERE datname = '" + target + "'");
        Path archive = archive(server, "CREATE TABLE fresh ()");

        assertThatThrownBy(() -> restore(server, target, "postgres", archive).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("cannot be made like the old one")
                .hasMessageContaining("SECURITY LABEL FOR \"gone\"");

        assertThat(server.query(target, "SELECT count(*) FROM old")).isEqualTo("0");
        assertThat(server.query("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + target + "\\_%'"))
                .isEqualTo("0");
        server.dropDatabase(target);
    }

    /** DROP DATABASE needs a checkpoint, and that some room: dropping tables gives it. */
    @Test
    void aDiskThatFillsUpIsEmptiedAgainBeforeTheNewDatabaseIsDropped() {
        try (PostgresServer server = PostgresServer.start(15, Map.of("log_statement", "ddl"))) {
            String target = server.createDatabase();
            server.run(target, "CREATE TABLE old ()");
            Path archive = archive(server, """
                CREATE TABLE large AS SELECT repeat(md5(g::text), 40) AS t FROM generate_series(1, 2000) g;
                CREATE TABLE small AS SELECT 1 AS id;
                CREATE FUNCTION full_disk() RETURNS int LANGUAGE plpgsql AS
                    'BEGIN RAISE ''no room'' USING ERRCODE = ''53100''; END';
                CREATE MATERIALIZED VIEW filled AS SELECT CASE WHEN id = 2 THEN public.full_disk() END FROM small;
                UPDATE small SET id = 2;
                """);

            assertThatThrownBy(
                            () -> restore(server, target, "postgres", archive).run())
                    .hasMessageContaining("no room")
                    .hasMessageEndingWith("nothing was changed in database " + target);
            assertThat(server.log()).contains("DROP TABLE IF EXISTS public.large CASCADE");
            assertThat(server.query(
                            "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + target + "%'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void whatIsBoundToTheOldDatabaseIsNamed() {
        try (PostgresServer server =
                PostgresServer.start(15, Map.of("wal_level", "logical", "max_prepared_transactions", "5"))) {
            String target = server.createDatabase();
            server.run(target, "CREATE TABLE old (); CREATE PUBLICATION news FOR ALL TABLES");
            server.run(target, "SELECT pg_create_logical_replication_slot('reader', 'pgoutput')");
            server.run(target, "CREATE SUBSCRIPTION far CONNECTION 'dbname=x' PUBLICATION y WITH (connect = false)");
            server.run(target, "BEGIN; CREATE TABLE later (); PREPARE TRANSACTION 'half'");
            Path archive = archive(server, "CREATE TABLE fresh ()");

            assertThat(blocking(restore(server, target, "postgres", archive)))
                    .anyMatch(text -> text.contains("slot reader, publication news;"))
                    .anyMatch(text -> text.contains("has subscriptions") && text.contains(": far;"))
                    .anyMatch(text -> text.contains("half") && text.contains("ROLLBACK PREPARED"));
            assertThat(restore(server, target, "postgres", archive)
                            .options(RestoreOptions.DEFAULT.withDrop(true))
                            .plan()
                            .findings())
                    .filteredOn(finding -> !finding.blocks())
                    .extracting(Finding::text)
                    .anyMatch(text -> text.contains("subscribers do not follow") && text.contains(": slot reader;"));
            server.run(target, "ROLLBACK PREPARED 'half'");
            server.run(target, "SELECT pg_drop_replication_slot('reader')");
        }
    }

    private static List<String> blocking(Restore restore) {
        return restore.plan().findings().stream()
                .filter(Finding::blocks)
                .map(Finding::text)
                .toList();
    }

    private static String owned(PostgresServer server, String may, String role) {
        server.run(
                "postgres",
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + role + "') THEN CREATE ROLE "
                        + role + " LOGIN " + may + "; END IF; END $$");
        String database = server.createDatabase("OWNER " + role);
        server.run(database, "SET ROLE " + role + "; CREATE TABLE old ()");
        return database;
    }

    private Restore restore(PostgresServer server, String target, String role, Path archive) {
        return Restore.of(archive, spec(server, target, role)).options(SWAP);
    }

    private Path archive(PostgresServer server, String sql) {
        String source = server.createDatabase();
        server.run(source, sql);
        return Backup.of(spec(server, source, "postgres"))
                .toFile(folder.resolve(source + ".tar"))
                .run()
                .file();
    }

    private static ConnectionSpec spec(PostgresServer server, String database, String role) {
        return ConnectionSpec.builder().dsn(server.uri(database)).user(role).build();
    }
}
