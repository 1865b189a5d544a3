package dev.dbsnapshot.restore.dataonly;

import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.SERVER;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.SHOP;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.VERSION;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.archive;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.database;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.query;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.refused;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.restore;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triggers and indexes are out of the way of a data-only restore, and come back as they were. */
class DataOnlyTriggersAndIndexesTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void roles() {
        OwnersDatabase.roles();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISABLE", "ENABLE", "ENABLE ALWAYS", "ENABLE REPLICA"})
    void triggersOfPartitionsDoNotFireForAnOwner(String state) {
        PostgresServer old = PostgresServer.shared(12);
        old.run(
                "postgres",
                "DO $$ BEGIN CREATE ROLE cases_owner LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        String database = old.createDatabase("OWNER cases_owner");
        old.run(database, "SET ROLE cases_owner;" + VERSION + """
            CREATE TABLE fired (id int);
            CREATE TABLE part (id int) PARTITION BY RANGE (id);
            CREATE TABLE low PARTITION OF part FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
            CREATE TABLE lowest PARTITION OF low FOR VALUES FROM (0) TO (5);
            CREATE TABLE high PARTITION OF part FOR VALUES FROM (10) TO (20);
            CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO public.fired VALUES (new.id); RETURN new; END';
            CREATE TRIGGER fires AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION fire();
            ALTER TABLE ONLY part %s TRIGGER fires;
            INSERT INTO part VALUES (1), (11);
            TRUNCATE fired;
            """.formatted(state));
        ConnectionSpec owner = ConnectionSpec.builder()
                .dsn(old.uri(database))
                .user("cases_owner")
                .build();
        Path archive = folder.resolve("partitions.tar");
        Backup.of(owner).toFile(archive).run();
        String states =
                "SELECT string_agg(tgrelid::regclass || ' ' || tgenabled, ',' ORDER BY tgrelid) FROM pg_trigger";
        String before = old.query(database, states);

        Restore.of(archive, owner).run();

        assertThat(old.query(database, "SELECT count(*) FROM fired")).isEqualTo("0");
        assertThat(old.query(database, "SELECT count(*) FROM part")).isEqualTo("2");
        assertThat(old.query(database, states)).isEqualTo(before);
    }

    @Test
    void eventTriggersDoNotFireForASuperuserAndKeepTheirStates() {
        String database = database(SHOP);
        Path archive = archive(folder, database);
        SERVER.run(database, """
            CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''stopped by %'', tg_tag; END';
            CREATE EVENT TRIGGER origin ON ddl_command_start EXECUTE FUNCTION stop();
            CREATE EVENT TRIGGER ends ON ddl_command_end WHEN tag IN ('ALTER SEQUENCE') EXECUTE FUNCTION stop();
            ALTER EVENT TRIGGER origin ENABLE ALWAYS;
            ALTER EVENT TRIGGER ends ENABLE REPLICA;
            """);
        SERVER.run(database, "DELETE FROM item");
        String states = query(
                database,
                "SELECT string_agg(evtname || evtenabled::text, ' ' ORDER BY evtname)" + " FROM pg_event_trigger");

        restore(archive, database, "postgres").run();

        assertThat(query(database, "SELECT count(*) FROM item")).isEqualTo("20");
        assertThat(query(
                        database,
                        "SELECT string_agg(evtname || evtenabled::text, ' ' ORDER BY evtname)"
                                + " FROM pg_event_trigger"))
                .isEqualTo(states);
    }

    @Test
    void eventTriggersAreAvoidedByAnOwnerOrNamed() {
        String database = database(SHOP);
        Path archive = archive(folder, database);
        SERVER.run(database, """
            CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''stopped by %'', tg_tag; END';
            CREATE EVENT TRIGGER stops ON ddl_command_start EXECUTE FUNCTION stop();
            DELETE FROM item; SELECT nextval('item_id_seq');
            """);

        restore(archive, database, "cases_owner").run();

        assertThat(query(database, "SELECT count(*) || ' ' || last_value FROM item, item_id_seq GROUP BY last_value"))
                .isEqualTo("20 20");
        SERVER.run(database, "ALTER EVENT TRIGGER stops DISABLE");
        run(
                database,
                "CREATE TRIGGER t BEFORE INSERT ON item FOR EACH ROW"
                        + " EXECUTE FUNCTION suppress_redundant_updates_trigger()");
        SERVER.run(database, "ALTER EVENT TRIGGER stops ENABLE");
        refused(archive, database, ErrorCode.PRIVILEGE, "stops", "public.item", "superuser");
    }

    @Test
    void aRoleThatMaySetTheReplicationRoleUsesIt() {
        String database = database(SHOP);
        Path archive = archive(folder, database);
        run(
                database,
                "CREATE TRIGGER swallows BEFORE INSERT ON item FOR EACH ROW"
                        + " EXECUTE FUNCTION suppress_redundant_updates_trigger()");
        String catalog = DatabaseState.catalog(SERVER, database);
        SERVER.run(
                "postgres",
                "CREATE ROLE cases_replica LOGIN IN ROLE cases_owner;"
                        + " GRANT SET ON PARAMETER session_replication_role TO cases_replica");

        restore(archive, database, "cases_replica").run();

        assertThat(query(database, "SELECT count(*) FROM item")).isEqualTo("20");
        assertThat(DatabaseState.catalog(SERVER, database)).isEqualTo(catalog);
        SERVER.run(
                "postgres",
                "REVOKE SET ON PARAMETER session_replication_role FROM cases_replica;" + " DROP ROLE cases_replica");
    }

    @Test
    void invalidIndexesStayAsTheyAreAndOthersKeepTheirTablespace() {
        String database = database(VERSION + """
            CREATE TABLE twice (a int, t text);
            INSERT INTO twice SELECT i / 2, repeat('x', 100) FROM generate_series(1, 5000) i;
            """);
        assertThatThrownBy(() -> SERVER.run(database, "CREATE UNIQUE INDEX CONCURRENTLY broken ON twice (a)"))
                .hasMessageContaining("duplicated");
        try (Connection connection = SERVER.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET allow_in_place_tablespaces = on");
            statement.execute("CREATE TABLESPACE cases_space LOCATION ''");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        SERVER.run(
                database,
                "GRANT CREATE ON TABLESPACE cases_space TO cases_owner;"
                        + " CREATE INDEX elsewhere ON twice (t, a) TABLESPACE cases_space");
        Path archive = archive(folder, database);
        run(database, "DELETE FROM twice WHERE a > 100");
        String catalog = DatabaseState.catalog(SERVER, database);
        String file = query(database, "SELECT 'elsewhere'::regclass::oid");

        restore(archive, database, "cases_owner").run();

        assertThat(DatabaseState.catalog(SERVER, database)).isEqualTo(catalog);
        assertThat(query(database, "SELECT count(*) FROM twice")).isEqualTo("5000");
        assertThat(query(database, "SELECT 'elsewhere'::regclass::oid")).isNotEqualTo(file);
        SERVER.dropDatabase(database);
        SERVER.run("postgres", "DROP TABLESPACE cases_space");
    }

    @Test
    void invalidIndexesThatTruncateWouldMakeValidStayInvalid() {
        String database = database(VERSION + """
            CREATE TABLE base (id int PRIMARY KEY);
            INSERT INTO base VALUES (1), (2);
            CREATE TABLE part (id int REFERENCES base, t text) PARTITION BY RANGE (id);
            CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
            INSERT INTO part VALUES (1, 'x'), (2, 'y');
            CREATE INDEX failed ON part_1 (t);
            CREATE INDEX unready ON base (id);
            """);
        SERVER.run(database, """
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'failed'::regclass;
            UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'unready'::regclass;
            """);
        Path archive = archive(folder, database);
        String data = DatabaseState.data(SERVER, database);
        String catalog = DatabaseState.catalog(SERVER, database);

        for (String role : new String[] {"postgres", "cases_owner"}) {
            run(database, "DELETE FROM part; INSERT INTO base VALUES (3)");
            assertThat(restore(archive, database, role).plan().findings())
                    .anySatisfy(finding -> assertThat(finding.text())
                            .contains("deleted one by one", "public.failed", "public.unready"));

            restore(archive, database, role).run();

            assertThat(DatabaseState.data(SERVER, database)).isEqualTo(data);
            assertThat(DatabaseState.catalog(SERVER, database)).isEqualTo(catalog);
        }
    }

    @Test
    void anOwnerWhoMayMakeNothingInTheSchemaKeepsTheIndexes() {
        String database = database(VERSION + """
            CREATE SCHEMA closed;
            CREATE TABLE closed.wide (id int PRIMARY KEY, t text);
            INSERT INTO closed.wide SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i;
            CREATE INDEX wide_t ON closed.wide (t);
            """);
        SERVER.run(database, "ALTER SCHEMA closed OWNER TO postgres; GRANT USAGE ON SCHEMA closed TO cases_owner");
        Path archive = archive(folder, database);
        run(database, "DELETE FROM closed.wide");
        String indexes =
                query(database, "SELECT 'closed.wide_pkey'::regclass::oid || ' ' || 'closed.wide_t'::regclass::oid");

        restore(archive, database, "cases_owner").run();

        assertThat(query(database, "SELECT count(*) FROM closed.wide")).isEqualTo("5000");
        assertThat(query(database, "SELECT 'closed.wide_pkey'::regclass::oid || ' ' || 'closed.wide_t'::regclass::oid"))
                .isEqualTo(indexes);
        SERVER.run(database, "REVOKE USAGE ON SCHEMA closed FROM cases_owner");
        refused(
                archive,
                database,
                ErrorCode.PRIVILEGE,
                "may not look into schemas",
                ": closed;",
                "GRANT USAGE ON SCHEMA");
    }

    @Test
    void whatCameWithEighteenComesBackToo() {
        PostgresServer newest = PostgresServer.shared(18);
        String role = "newest_owner" + System.nanoTime();
        newest.run("postgres", "CREATE ROLE " + role + " LOGIN");
        String database = newest.createDatabase("OWNER " + role);
        newest.run(
                database,
                "CREATE EXTENSION btree_gist; ALTER SCHEMA public OWNER TO " + role + "; SET ROLE " + role
                        + ";" + VERSION + """
                        CREATE TABLE room (id int, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
                        INSERT INTO room VALUES (1, '[2024-01-01,2025-01-01)'), (1, '[2025-01-01,2026-01-01)');
                        CREATE TABLE stay (room int, during daterange, guest text, loud text GENERATED ALWAYS AS (upper(guest)) VIRTUAL,
                            CONSTRAINT in_room FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD during));
                        INSERT INTO stay VALUES (1, '[2024-06-01,2025-06-01)', 'ann');
                        CREATE TABLE lax (a int, b int, c int CONSTRAINT big CHECK (c > 100) NOT ENFORCED);
                        INSERT INTO lax VALUES (NULL, 7, 1);
                        ALTER TABLE lax ADD CONSTRAINT filled NOT NULL a NOT VALID;
                        ALTER TABLE lax ADD CONSTRAINT nowhere FOREIGN KEY (b) REFERENCES schema_migrations (version) NOT ENFORCED;
                        COMMENT ON CONSTRAINT filled ON lax IS 'from now on';
                        """);
        Path archive = folder.resolve("newest.tar");
        ConnectionSpec.Builder spec = ConnectionSpec.builder().dsn(newest.uri(database));
        Backup.of(spec.build()).toFile(archive).run();
        String data = DatabaseState.data(newest, database);
        String catalog = DatabaseState.catalog(newest, database);

        for (String who : new String[] {role, "postgres"}) {
            newest.run(database, "DELETE FROM stay; DELETE FROM lax");

            Restore.of(archive, spec.user(who).build()).run();

            assertThat(DatabaseState.data(newest, database)).isEqualTo(data);
            assertThat(DatabaseState.catalog(newest, database)).isEqualTo(catalog);
        }
    }
}
