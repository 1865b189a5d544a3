package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every migration tool's table is read alike: live, out of our archives, and out of pg_dump's however it wrote them. */
class VersionTablesTest {

    private static final String FLYWAY = """
        CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),
            description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,
            checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp DEFAULT now(),
            execution_time int NOT NULL, success boolean NOT NULL);
        INSERT INTO flyway_schema_history VALUES
            (1, '1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, 'me', now(), 0, true),
            (2, '1.9', 'tables', 'SQL', 'V1.9__tables.sql', 1, 'me', now(), 1, true),
            (3, '1.10', 'more', 'SQL', 'V1.10__more.sql', 2, 'me', now(), 1, true),
            (4, NULL, 'views', 'SQL', 'R__views.sql', 3, 'me', now(), 1, true);
        """;

    private static final String LIQUIBASE = """
        CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL,
            filename varchar(255) NOT NULL, dateexecuted timestamp NOT NULL, orderexecuted int NOT NULL,
            exectype varchar(10) NOT NULL, md5sum varchar(35));
        INSERT INTO databasechangelog VALUES
            ('add-users', 'me', 'db/changelog.xml', now(), 10, 'EXECUTED', '9:a'),
            ('create', 'me', 'db/changelog.xml', now(), 9, 'EXECUTED', '9:b');
        """;

    private static final String DJANGO = """
        CREATE TABLE django_migrations (id bigserial PRIMARY KEY, app varchar(255), name varchar(255),
            applied timestamptz);
        INSERT INTO django_migrations (app, name, applied) VALUES
            ('auth', '0001_initial', now()), ('shop', '0002_price', now());
        """;

    private static final String RAILS = """
        CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
        INSERT INTO schema_migrations VALUES ('20240102000000'), ('20231231000000');
        """;

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    /** Table, its SQL, its version, and what makes it a newer one. */
    static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of(
                        "flyway_schema_history",
                        FLYWAY,
                        "1.10",
                        "INSERT INTO flyway_schema_history SELECT 5, '1.11', description, type, script, checksum,"
                                + " installed_by, installed_on, 0, true FROM flyway_schema_history LIMIT 1"),
                Arguments.of(
                        "databasechangelog",
                        LIQUIBASE,
                        "10: add-users",
                        "INSERT INTO databasechangelog VALUES ('last', 'me', 'x', now(), 11, 'EXECUTED', '9:c')"),
                Arguments.of(
                        "django_migrations",
                        DJANGO,
                        "2: shop.0002_price",
                        "INSERT INTO django_migrations (app, name) VALUES ('shop', '0003')"),
                Arguments.of(
                        "schema_migrations",
                        RAILS,
                        "20240102000000",
                        "INSERT INTO schema_migrations VALUES ('20240203000000')"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void isReadAlikeWhereverItIs(String table, String sql, String version, String newer) {
        String database = server.createDatabase();
        server.run(database, sql);
        SchemaVersion expected = new SchemaVersion(version, false);

        Path own = folder.resolve("own.tar");
        assertThat(Backup.of(spec(database))
                        .versionTable(table)
                        .toFile(own)
                        .run()
                        .schemaVersion())
                .isEqualTo(expected);
        assertThat(Snapshots.extractVersion(own, table)).isEqualTo(expected);
        for (String option : new String[] {"--no-owner", "--inserts", "--column-inserts", "--rows-per-insert=2"}) {
            Path real = folder.resolve("real" + option + ".tar");
            RealPrograms.of(15)
                    .dump(server, database, "-Ft", option, "-f", real.toString())
                    .orThrow();
            assertThat(Snapshots.extractVersion(real, table)).as(option).isEqualTo(expected);
        }
        assertThat(Snapshots.in(folder).versionTable(table).list())
                .hasSize(5)
                .allSatisfy(info -> assertThat(info.schemaVersion()).isEqualTo(expected));

        server.run(database, newer);
        var plan = Restore.of(own, spec(database)).versionTable(table).plan();
        assertThat(plan.path()).isEqualTo(RestorePath.DROP_AND_RESTORE);
        assertThat(plan.snapshot()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void decidesWhichOfTheThreePathsARestoreTakes(String table, String sql, String version, String newer) {
        String database = server.createDatabase();
        server.run(database, sql + "CREATE TABLE thing AS SELECT generate_series(1, 3) AS i;");
        Restore old =
                Restore.of(backup(database, table, "old.tar"), spec(database)).versionTable(table);
        server.run(database, newer);
        server.run(database, "ALTER TABLE thing ADD COLUMN added int; INSERT INTO thing VALUES (4, 4)");
        Restore latest =
                Restore.of(backup(database, table, "new.tar"), spec(database)).versionTable(table);
        server.run(database, "DELETE FROM thing");

        assertThat(latest.run().path()).isEqualTo(RestorePath.DATA_ONLY);
        assertThat(server.query(database, "SELECT sum(added) FROM thing")).isEqualTo("4");

        assertThat(old.run().path()).isEqualTo(RestorePath.DROP_AND_RESTORE);
        assertThat(server.query(database, "SELECT sum(i) FROM thing")).isEqualTo("6");
        assertThat(old.plan().live()).isEqualTo(new SchemaVersion(version, false));

        assertThatThrownBy(latest::run).hasMessageContaining("is older than the snapshot's");
        assertThat(server.query(database, "SELECT sum(i) FROM thing")).isEqualTo("6");
    }

    private Path backup(String database, String table, String name) {
        return Backup.of(spec(database))
                .versionTable(table)
                .toFile(folder.resolve(name))
                .run()
                .file();
    }

    @Test
    void aMigrationThatFailedMakesItDirty() {
        String database = server.createDatabase();
        server.run(database, FLYWAY + "UPDATE flyway_schema_history SET success = false WHERE installed_rank = 3;");
        Path file = folder.resolve("x.tar");

        Backup.of(spec(database))
                .versionTable("flyway_schema_history")
                .toFile(file)
                .run();

        assertThat(Snapshots.extractVersion(file, "flyway_schema_history")).isEqualTo(new SchemaVersion("1.10", true));
    }

    @Test
    void asManyMigrationsButOtherOnesAreNotTheSame() {
        String database = server.createDatabase();
        server.run(database, LIQUIBASE);
        Path file = folder.resolve("x.tar");
        Backup.of(spec(database)).versionTable("databasechangelog").toFile(file).run();
        server.run(database, "UPDATE databasechangelog SET id = 'other' WHERE orderexecuted = 10");

        var plan = Restore.of(file, spec(database))
                .versionTable("databasechangelog")
                .plan();

        assertThat(plan.path()).isEqualTo(RestorePath.REFUSED);
        assertThat(plan.reason())
                .contains("10: other")
                .contains("10: add-users")
                .contains("nobody can tell");
    }

    @Test
    void aColumnThatSomebodyNames() {
        String database = server.createDatabase();
        server.run(database, """
            CREATE SCHEMA app;
            CREATE TABLE app.release (version text, "The Number" int);
            INSERT INTO app.release VALUES ('b', 9), ('a', 10), ('c', NULL);
            """);
        Path file = folder.resolve("x.tar");

        Backup.of(spec(database))
                .versionTable("app.release")
                .versionColumn("The Number")
                .toFile(file)
                .run();

        assertThat(Snapshots.extractVersion(file, "app.release", "The Number").label())
                .isEqualTo("10");
        assertThat(Snapshots.extractVersion(file, "app.release").label()).isEqualTo("c");
        assertThat(Snapshots.extractVersion(file, "app.release", "none")).isEqualTo(SchemaVersion.UNVERSIONED);
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
