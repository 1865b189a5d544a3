package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.cluster.Poolside;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and restores by the real pg_dump and pg_restore in a jump pod, whatever becomes of the streams and of the pod. */
class JumpPodModeTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final String[] IMAGE = {"--image", "registry.local/poolside-database-client:v1"};

    private String database = "";
    private Poolside cluster;

    @TempDir
    private Path home;

    @BeforeEach
    void start() throws IOException {
        database = SERVER.createDatabase();
        SERVER.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (42, false);
            CREATE TABLE tenants (id int PRIMARY KEY, name text);
            CREATE TABLE models (id serial PRIMARY KEY, tenant int NOT NULL REFERENCES tenants, name text);
            COMMENT ON CONSTRAINT models_tenant_fkey ON models IS 'kept';
            CREATE TABLE events (model int) PARTITION BY RANGE (model);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (100000);
            CREATE MATERIALIZED VIEW per_tenant AS SELECT tenant, count(*) AS models FROM models GROUP BY 1;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
            INSERT INTO tenants SELECT i, 'tenant ' || i FROM generate_series(1, 10) i;
            INSERT INTO models (tenant, name) SELECT i % 10 + 1, repeat('model ', 10) || i FROM generate_series(1, 20000) i;
            INSERT INTO events SELECT i FROM generate_series(1, 1000) i;
            REFRESH MATERIALIZED VIEW per_tenant;
            SELECT lo_from_bytea(4711, repeat('BEGIN;', 5000)::bytea);
            CREATE TRIGGER never BEFORE INSERT OR DELETE ON models FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        cluster = Poolside.start(SERVER, database);
        cluster.kubeconfigIn(home);
    }

    @AfterEach
    void stop() {
        cluster.close();
        SERVER.dropDatabase(database);
    }

    private CommandRun run(String command, String... more) {
        String[] arguments = new String[more.length + 5];
        arguments[0] = command;
        arguments[1] = "--via";
        arguments[2] = "jump-pod";
        System.arraycopy(IMAGE, 0, arguments, 3, 2);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandRun.in(home, arguments);
    }

    private Path create() {
        CommandRun created = run("create", "--force", "--file", "one.tar");
        assertThat(created.exitCode()).as(created.err()).isZero();
        return Path.of(created.out().strip());
    }

    private String dump() {
        return RealPrograms.of(15).dump(SERVER, database, "--restrict-key=k").text();
    }

    @Test
    void aBackupIsThatOfPgDumpAndThePodIsGone() {
        CommandRun created = run("create");
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.err()).contains("making pod db-snapshot-jump", "pod db-snapshot-jump is removed");
        assertThat(created.out()).contains("db-snapshot-42-20260304-050607.tar");
        assertThat(cluster.jumpPod()).isNull();
        assertThat(cluster.server().requests()).noneMatch(request -> request.contains("/secrets"));
        String restored = SERVER.createDatabase();
        RealPrograms.of(15).restore(SERVER, restored, Path.of(created.out().strip()), "--no-owner");
        assertThat(SERVER.query(restored, "SELECT count(*) FROM models")).isEqualTo("20000");
        SERVER.dropDatabase(restored);
    }

    @Test
    void sameVersionReplacesTheRowsAndNothingElse() {
        String before = dump();
        Path file = create();
        SERVER.run(database, """
            SET session_replication_role = replica;
            DELETE FROM models WHERE id > 100; UPDATE tenants SET name = 'x'; TRUNCATE events;
            SELECT setval('models_id_seq', 7); SELECT lo_unlink(4711); SELECT lo_create(4712);
            REFRESH MATERIALIZED VIEW per_tenant;
            """);
        CommandRun restored = run("restore", "--yes", "--file", file.toString());
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.err()).contains("data-only").contains("kept in safety snapshot");
        assertThat(dump()).isEqualTo(before);
        assertThat(SERVER.query(database, "SELECT sum(models) FROM per_tenant")).isEqualTo("20000");
        assertThat(cluster.replicas()).isEqualTo(2);
        assertThat(cluster.jumpPod()).isNull();
    }

    @Test
    void aNewerDatabaseIsDroppedWhileTheApplicationIsStopped() {
        String before = dump();
        Path file = create();
        SERVER.run(database, """
            UPDATE schema_migrations SET version = 43; DROP TABLE events; CREATE SCHEMA later;
            CREATE TABLE later.more (id int); DROP TRIGGER never ON models;
            """);
        CommandRun restored = run("restore", "--yes", "--file", file.toString());
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.err())
                .contains("drop-and-restore")
                .contains("scaling Deployment core-api from 2 to 0 replicas")
                .contains("Deployment core-api is ready");
        assertThat(dump()).isEqualTo(before);
        assertThat(cluster.replicas()).isEqualTo(2);
    }

    @Test
    void anOlderDatabaseIsRefusedAndAnEmptyOneFilled() {
        String before = dump();
        Path file = create();
        SERVER.run(database, "UPDATE schema_migrations SET version = 41");
        CommandRun refused = run("restore", "--yes", "--file", file.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(refused.err()).contains("is older than the snapshot's 42");
        SERVER.run(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; SELECT lo_unlink(4711)");
        CommandRun filled = run("restore", "--file", file.toString());
        assertThat(filled.exitCode()).as(filled.err()).isZero();
        assertThat(dump().lines().filter(line -> !line.contains("SCHEMA public")))
                .containsAll(
                        before.lines().filter(line -> !line.startsWith("--")).toList());
    }
}
