package dev.dbsnapshot.restore.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A new database takes the name of the old one, and is like it in everything but its content. */
class SwapTest {

    private static final RestoreOptions SWAP = RestoreOptions.DEFAULT
            .withDrop(true)
            .withStrategy(RestoreStrategy.SWAP)
            .withJobs(2);

    /** All that the shared catalogs know of a database, without its OID. */
    private static final String PROPERTIES = """
        SELECT concat_ws(E'\\n', (SELECT (to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid,datlastsysoid,datacl}'::text[])::text
                FROM pg_database d WHERE d.oid = o.oid),
            (SELECT string_agg(a.*::text, ',' ORDER BY a.*::text) FROM aclexplode(o.datacl) a),
            (SELECT string_agg(setrole || setconfig::text, ',' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = o.oid),
            shobj_description(o.oid, 'pg_database'))
        FROM pg_database o WHERE datname = '%s'
        """;

    private static final String DEFAULT_PRIVILEGES = """
        SELECT string_agg(concat_ws(' ', defaclrole::regrole, defaclnamespace = 0, defaclobjtype, a.*), ',' ORDER BY a.*::text)
        FROM pg_default_acl, aclexplode(defaclacl) a
        """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void aNewDatabaseTakesTheNameAndAllProperties(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        Path archive = archive(server, Samples.APPLICATION.createOn(server));
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE public.precious (id int); INSERT INTO precious VALUES (1)");
        decorate(server, target);
        String before = server.query("postgres", PROPERTIES.formatted(target));
        String defaults = server.query(target, DEFAULT_PRIVILEGES);

        try (Connection inTheWay = server.connect(target)) {
            Restore.of(archive, spec(server, target)).options(SWAP).run();
            assertThat(inTheWay.isValid(5)).isFalse();
        }

        assertThat(server.query("postgres", PROPERTIES.formatted(target))).isEqualTo(before);
        assertThat(server.query(target, "SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'"))
                .contains("swap_reader=U/");
        assertThat(server.query(target, DEFAULT_PRIVILEGES)).isEqualTo(defaults);
        if (major == 15) {
            String wanted = server.createDatabase();
            RealPrograms.of(15).restore(server, wanted, archive, "--no-owner", "--no-privileges");
            assertThat(dump(server, target)).containsExactlyElementsOf(dump(server, wanted));
        }
        String kept = server.query(
                "postgres", "SELECT datname FROM pg_database WHERE datname LIKE '" + target + "\\_old\\_%'");
        server.run("postgres", "ALTER DATABASE " + kept + " WITH ALLOW_CONNECTIONS true");
        assertThat(server.query(kept, "SELECT count(*) FROM precious")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "15, LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C'",
        "18, LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ICU_RULES '&a < g' LOCALE 'C'",
        "18, LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'",
        "15, ENCODING 'LATIN1' LOCALE 'C'",
        "15, TABLESPACE swap_space"
    })
    void localesOfEveryProviderAndTheTablespaceAreCarriedOver(int major, String form) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("SET allow_in_place_tablespaces = on");
            if (form.contains("TABLESPACE")) {
                statement.execute("CREATE TABLESPACE swap_space LOCATION ''");
            }
        }
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE fresh AS SELECT 'x' AS t");
        Path archive = archive(server, source);
        String target = server.createDatabase("TEMPLATE template0 " + form);
        server.run(target, "CREATE TABLE old ()");
        String before = server.query("postgres", PROPERTIES.formatted(target));

        Restore.of(archive, spec(server, target))
                .options(SWAP.withKeepOld(false))
                .run();

        assertThat(server.query("postgres", PROPERTIES.formatted(target))).isEqualTo(before);
        assertThat(server.query(target, "SELECT t FROM fresh")).isEqualTo("x");
        server.dropDatabase(target);
        if (form.contains("TABLESPACE")) {
            server.run("postgres", "DROP TABLESPACE swap_space");
        }
    }

    private static void decorate(PostgresServer server, String database) {
        String role = "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'swap_%s') THEN"
                + " CREATE ROLE swap_%s; END IF; END $$;";
        server.run("postgres", role.formatted("reader", "reader") + role.formatted("owner", "owner"));
        server.run(
                database,
                "GRANT USAGE ON SCHEMA public TO swap_reader;"
                        + "ALTER DEFAULT PRIVILEGES FOR ROLE swap_owner GRANT SELECT ON TABLES TO swap_reader;"
                        + "ALTER DEFAULT PRIVILEGES FOR ROLE swap_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
                        + "ALTER DEFAULT PRIVILEGES FOR ROLE swap_owner IN SCHEMA public"
                        + " GRANT INSERT ON TABLES TO swap_reader");
        server.run(
                "postgres",
                "ALTER DATABASE " + database + " SET work_mem = '5MB';"
                        + "ALTER DATABASE " + database + " SET search_path = 'a b', public;"
                        + "ALTER DATABASE " + database + " SET default_transaction_read_only = on;"
                        + "ALTER DATABASE " + database + " SET \"my.own\" = 'it''s';"
                        + "ALTER ROLE swap_reader IN DATABASE " + database + " SET statement_timeout = '7s';"
                        + "COMMENT ON DATABASE " + database + " IS 'don''t \\ lose';"
                        + "ALTER DATABASE " + database + " OWNER TO swap_owner;"
                        + "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC;"
                        + "GRANT CONNECT ON DATABASE " + database + " TO swap_reader WITH GRANT OPTION;"
                        + "ALTER DATABASE " + database + " WITH CONNECTION LIMIT 7");
    }

    @Test
    void aRowThatIsMissingStopsBeforeTheNamesAreExchanged() {
        PostgresServer server = PostgresServer.shared(15);
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE t AS SELECT generate_series(1, 10) AS i");
        Path archive = archive(server, source);
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE precious (id int)");
        String databases = databases(server, target);

        assertThatThrownBy(() -> Restore.of(archive, spec(server, target))
                        .options(SWAP)
                        .progress(event -> {
                            if (event.equals(new Progress.PhaseStarted("check"))) {
                                server.run(fresh(server, target), "DELETE FROM t WHERE i = 3");
                            }
                        })
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER))
                .hasMessageContaining("\"public\".\"t\" has 9 rows instead of 10");
        assertThat(databases(server, target)).isEqualTo(databases);
        assertThat(server.query(target, "SELECT count(*) FROM precious")).isEqualTo("0");
    }

    private static String fresh(PostgresServer server, String target) {
        return server.query(
                "postgres", "SELECT datname FROM pg_database WHERE datname LIKE '" + target + "\\_new\\_%'");
    }

    private static String databases(PostgresServer server, String target) {
        return server.query(
                "postgres",
                "SELECT string_agg(format('%s %s %s', oid, datname, datallowconn), ',' ORDER BY datname)"
                        + " FROM pg_database WHERE datname ~ '^" + target + "(_|$)'");
    }

    private static List<String> dump(PostgresServer server, String database) {
        return RealPrograms.of(15)
                .dump(server, database, "--no-owner", "--no-privileges", "--restrict-key=x")
                .orThrow()
                .text()
                .lines()
                .toList();
    }

    private Path archive(PostgresServer server, String database) {
        return Backup.of(spec(server, database))
                .toFile(folder.resolve(database + ".tar"))
                .run()
                .file();
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
