package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event triggers that forbid what a restore by several transactions does: they are gone before it does it, and come back. */
class NoisyEventTriggerTest {

    private static final String NOISY = """
        CREATE TABLE t AS SELECT 7 AS id;
        CREATE VIEW v AS SELECT id FROM t;
        CREATE FUNCTION noisy() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
        CREATE EVENT TRIGGER noisy ON %s EXECUTE FUNCTION noisy();
        ALTER EVENT TRIGGER noisy %s;
        """;

    private final PostgresServer server = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "sql_drop, ENABLE",
        "sql_drop, ENABLE ALWAYS",
        "ddl_command_start, ENABLE",
        "ddl_command_start, ENABLE ALWAYS",
        "ddl_command_end, ENABLE ALWAYS"
    })
    void theyStopNeitherTheRestoreNorTheWayBackNorRecovery(String event, String enabled) {
        String database = server.createDatabase();
        server.run(database, NOISY.formatted(event, enabled));
        String before = dump(database);
        Path archive = archive(database);

        restore(archive, database).run();
        assertThat(dump(database)).isEqualTo(before);

        assertThatThrownBy(() ->
                        restore(archive, database).progress(failingAtTheEnd(1)).run())
                .hasMessageContaining("taken back to its safety snapshot");
        assertThat(dump(database)).isEqualTo(before);

        assertThatThrownBy(() ->
                        restore(archive, database).progress(failingAtTheEnd(2)).run())
                .hasMessageContaining("run db-snapshot recover");
        assertThat(Recover.of(spec(database), folder.resolve("journal")).run())
                .singleElement()
                .asString()
                .contains("taken back to safety snapshot");
        assertThat(dump(database)).isEqualTo(before);
    }

    @Test
    void whoMayNotDropThemIsToldBefore() {
        server.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE noisy_owner LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        String database = server.createDatabase("OWNER noisy_owner");
        Path archive = archive(server.createDatabase());
        server.run(database, NOISY.formatted("sql_drop", "ENABLE"));
        ConnectionSpec owner = ConnectionSpec.builder()
                .dsn(server.uri(database))
                .user("noisy_owner")
                .build();

        assertThat(Restore.of(archive, owner).options(several()).plan().findings())
                .filteredOn(Finding::blocks)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(ErrorCode.PRIVILEGE);
                    assertThat(finding.text()).contains("event trigger noisy");
                });
    }

    @Test
    void thoseOfAnExtensionAreTriedBeforeAnythingIsDestroyed() {
        String database = server.createDatabase();
        server.run(database, "CREATE EXTENSION citext");
        server.run(database, NOISY.formatted("sql_drop", "ENABLE"));
        Path archive = archive(database);
        server.run(database, """
            ALTER EXTENSION citext ADD FUNCTION noisy();
            INSERT INTO pg_depend SELECT 'pg_event_trigger'::regclass, t.oid, 0, 'pg_extension'::regclass, e.oid, 0, 'e'
                FROM pg_event_trigger t, pg_extension e WHERE e.extname = 'citext';
            CREATE FUNCTION also() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''also''; END';
            CREATE EVENT TRIGGER also ON ddl_command_start EXECUTE FUNCTION also();
            """);

        String before = dump(database);

        assertThat(restore(archive, database).plan().findings())
                .anySatisfy(finding -> assertThat(finding.text()).contains("noisy of extension citext"));
        assertThatThrownBy(() -> restore(archive, database).run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("event triggers forbid what the restore does")
                .hasMessageContaining("ended with: no)")
                .hasMessageContaining(": noisy of extension citext;");
        assertThat(dump(database)).isEqualTo(before);
        assertThat(Recover.of(spec(database), folder.resolve("journal")).pending())
                .isEmpty();

        server.run(database, "ALTER EVENT TRIGGER also DISABLE");
        server.run(
                database, "CREATE OR REPLACE FUNCTION noisy() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'");
        server.run(database, "ALTER EVENT TRIGGER also ENABLE");
        assertThat(restore(archive, database).plan().findings())
                .noneMatch(Finding::blocks)
                .anySatisfy(finding -> assertThat(finding.text()).contains("noisy of extension citext"));
    }

    private Restore restore(Path archive, String database) {
        return Restore.of(archive, spec(database))
                .options(several())
                .safetyFolder(folder.resolve("safety"))
                .journal(folder.resolve("journal"));
    }

    private static RestoreOptions several() {
        return RestoreOptions.DEFAULT
                .withDrop(true)
                .withStrategy(RestoreStrategy.NO_ATOMIC)
                .withJobs(2);
    }

    private static Progress failingAtTheEnd(int times) {
        AtomicInteger failures = new AtomicInteger(times);
        return event -> {
            if (event.equals(new Progress.PhaseStarted("check")) && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no more");
            }
        };
    }

    private Path archive(String database) {
        return Backup.of(spec(database))
                .toFile(folder.resolve(database + ".tar"))
                .run()
                .file();
    }

    private String dump(String database) {
        return RealPrograms.of(15)
                .dump(server, database, "--restrict-key=x")
                .orThrow()
                .text();
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
