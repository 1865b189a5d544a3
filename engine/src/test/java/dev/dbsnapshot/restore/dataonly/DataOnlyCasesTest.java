package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a data-only restore does, shows or refuses in cases of their own. */
class DataOnlyCasesTest {

    private static final String VERSION = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (7, false);
        """;

    private static final String SHOP = VERSION + """
        CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL, price numeric);
        INSERT INTO item (name, price) SELECT 'item ' || i, i FROM generate_series(1, 20) i;
        """;

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private Path folder;

    @BeforeAll
    static void roles() {
        if (SERVER.query("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = 'cases_owner'")
                .equals("0")) {
            SERVER.run("postgres", "CREATE ROLE cases_owner LOGIN");
        }
    }

    @Test
    void aTableWithoutRowsInTheArchiveThatRefersToOneWithIsNamed() {
        String database = database(SHOP);
        Path archive = archive(database);
        run(database, "CREATE TABLE outside (item int CONSTRAINT to_item REFERENCES item)");

        refused(archive, database, ErrorCode.CONFLICT, "table public.outside by to_item");
    }

    @Test
    void whatTheArchiveHasAndTheDatabaseLacksIsNamed() {
        String database = database(SHOP + "CREATE TABLE gone (); CREATE SEQUENCE lost; CREATE TABLE became (a int);");
        Path archive = archive(database);
        run(database, """
            DROP TABLE gone, became; DROP SEQUENCE lost; CREATE VIEW became AS SELECT 1 AS a;
            ALTER TABLE item DROP COLUMN price; ALTER TABLE item ADD must int;
            UPDATE item SET must = 1; ALTER TABLE item ALTER must SET NOT NULL;
            """);

        refused(
                archive,
                database,
                ErrorCode.CONFLICT,
                "table public.gone",
                "sequence public.lost",
                "table public.became (which is a view)",
                "public.item (price)",
                "public.item (must)");
    }

    @Test
    void differencesOfTheSchemaAreShownAndColumnsAreMatchedByName() {
        String database = database(SHOP);
        Path archive = archive(database);
        run(database, """
            ALTER TABLE item ADD added text DEFAULT 'x';
            ALTER TABLE item ALTER name DROP NOT NULL;
            CREATE INDEX by_price ON item (price);
            CREATE TABLE kept (a int); INSERT INTO kept VALUES (1);
            DELETE FROM item WHERE id > 3;
            """);

        RestorePreview preview = restore(archive, database, "cases_owner").plan();
        restore(archive, database, "cases_owner").run();

        assertThat(preview.schemaDifferences())
                .contains("  TABLE public.item", "-       name text NOT NULL,", "+       name text,")
                .contains("+ INDEX public.by_price", "+ TABLE public.kept");
        assertThat(preview.findings())
                .anySatisfy(finding -> assertThat(finding.text()).contains("public.kept"));
        assertThat(preview.replaced())
                .contains(new RestorePreview.ReplacedTable(
                        "public.item",
                        preview.replaced().stream()
                                .filter(table -> table.table().equals("public.item"))
                                .findFirst()
                                .orElseThrow()
                                .liveRows(),
                        20));
        assertThat(query(database, "SELECT count(*) || ' ' || min(added) FROM item"))
                .isEqualTo("20 x");
        assertThat(query(database, "SELECT count(*) FROM kept")).isEqualTo("1");
    }

    /** Before 13, whoever disables a partitioned table's trigger disables none of its partitions' copies. */
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
    void manyFindingsOfOneKindAreOneLine() {
        String database = database(SHOP + """
            DO $$ BEGIN FOR i IN 10..21 LOOP
                EXECUTE format('CREATE TABLE t%s (item int CONSTRAINT to_item_%1$s REFERENCES item)', i);
            END LOOP; END $$;
            """);
        Path archive = archive(database);
        SERVER.run(database, "UPDATE pg_trigger SET tgenabled = 'A' WHERE tgconstraint <> 0");
        List<String> notes = new ArrayList<>();

        assertThatThrownBy(() -> restore(archive, database, "cases_owner")
                        .progress(event -> {
                            if (event instanceof Progress.Note note) {
                                notes.add(note.message());
                            }
                        })
                        .run())
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining(
                        "states of their triggers, which only a superuser can restore: to_item_10 of table")
                .hasMessageContaining("to_item_14 of table public.t14 and 7 more; restore as superuser")
                .hasMessageNotContaining("to_item_15")
                .hasMessageNotContaining("Also: ");
        assertThat(notes).anyMatch(note -> note.contains("to_item_21 of table public.t21; restore as superuser"));
        assertThat(restore(archive, database, "cases_owner").plan().findings())
                .filteredOn(Finding::blocks)
                .singleElement()
                .satisfies(finding -> assertThat(finding.names()).hasSize(12));
    }

    @Test
    void settingsOfQuotesAreNoDifference() {
        String database = database(SHOP + """
            CREATE VIEW cheap AS SELECT id, price AS "Price" FROM item WHERE price < 5;
            CREATE TYPE size AS ENUM ('s', 'm');
            CREATE FUNCTION fits(size) RETURNS boolean LANGUAGE sql AS 'SELECT true';
            """);
        Path unquoted = archive(database);
        Path quoted = Backup.of(spec(database, "cases_owner"))
                .options(DumpOptions.DEFAULT.with(DumpFlag.QUOTE_ALL_IDENTIFIERS))
                .toFile(folder.resolve("quoted.tar"))
                .run()
                .file();
        SERVER.run(database, "ALTER DATABASE " + database + " SET quote_all_identifiers = on");
        Path byServer = Backup.of(spec(database, "cases_owner"))
                .toFile(folder.resolve("byServer.tar"))
                .run()
                .file();

        for (Path archive : List.of(unquoted, quoted, byServer)) {
            assertThat(restore(archive, database, "cases_owner").plan().schemaDifferences())
                    .as(archive.toString())
                    .isEmpty();
        }
        run(database, "ALTER TABLE item ADD added int");
        assertThat(restore(quoted, database, "cases_owner").plan().schemaDifferences())
                .contains("  TABLE public.item", "+       added integer")
                .doesNotContain("  VIEW public.cheap");
    }

    @Test
    void whatOthersOwnIsNamed() {
        String database = database(SHOP);
        Path archive = archive(database);
        SERVER.run(database, "ALTER TABLE item OWNER TO postgres");

        refused(archive, database, ErrorCode.PRIVILEGE, "table public.item", "owner's role");
    }

    @Test
    void orphansAreFoundThoughNoTriggerLooks() throws IOException {
        String database = database(VERSION + """
            CREATE TABLE account (id int PRIMARY KEY);
            INSERT INTO account VALUES (1);
            CREATE TABLE booking (account int CONSTRAINT of_account REFERENCES account, note text);
            INSERT INTO booking VALUES (1, 'mark');
            """);
        Path archive = archiveOfPgDump(database);
        replace(archive, "1\tmark", "2\tmark");
        String before = DatabaseState.data(SERVER, database);

        for (String role : new String[] {"postgres", "cases_owner"}) {
            assertThatThrownBy(() -> restore(archive, database, role).run())
                    .isInstanceOfSatisfying(SnapshotException.class, e -> {
                        assertThat(e.sqlState()).contains("23503");
                        assertThat(e).hasMessageContaining("of_account");
                    });
            assertThat(DatabaseState.data(SERVER, database)).isEqualTo(before);
        }
    }

    @Test
    void duplicatesUnderADeferrableConstraintAreFoundThoughNoTriggerLooks() throws IOException {
        String database = database(VERSION + """
            CREATE TABLE seat (id int CONSTRAINT one_each UNIQUE DEFERRABLE, note text);
            INSERT INTO seat VALUES (1, 'first'), (2, 'second');
            """);
        Path archive = archiveOfPgDump(database);
        replace(archive, "2\tsecond", "1\tsecond");

        for (String role : new String[] {"postgres", "cases_owner"}) {
            assertThatThrownBy(() -> restore(archive, database, role).run())
                    .isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.sqlState())
                            .contains("23505"));
        }
    }

    @Test
    void eventTriggersDoNotFireForASuperuserAndKeepTheirStates() {
        String database = database(SHOP);
        Path archive = archive(database);
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
        Path archive = archive(database);
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
        Path archive = archive(database);
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
    void ofAnExtensionsTableOnlyTheUsersRowsAreReplaced() {
        String database = database(VERSION);
        SERVER.run(database, """
            CREATE EXTENSION citext;
            CREATE TABLE setting (name text PRIMARY KEY, value text, own boolean);
            INSERT INTO setting VALUES ('built in', '1', true), ('user', '2', false);
            ALTER EXTENSION citext ADD TABLE setting;
            UPDATE pg_extension SET extconfig = ARRAY['setting'::regclass::oid],
                extcondition = ARRAY['WHERE NOT own'] WHERE extname = 'citext';
            """);
        Path archive = archive(database);
        SERVER.run(database, """
            UPDATE setting SET value = 'newer' WHERE own;
            UPDATE setting SET value = 'changed' WHERE NOT own;
            INSERT INTO setting VALUES ('later', '3', false);
            """);

        refused(archive, database, ErrorCode.PRIVILEGE, "public.setting of extension citext");
        SERVER.run(database, "GRANT INSERT, DELETE, SELECT ON setting TO cases_owner");
        restore(archive, database, "cases_owner").run();

        assertThat(query(database, "SELECT string_agg(name || '=' || value, ' ' ORDER BY name) FROM setting"))
                .isEqualTo("built in=newer user=2");
    }

    @Test
    void insertStatementsAreRunUnlessTheTableWasChanged() {
        String database = database(SHOP);
        Path archive = folder.resolve("inserts.tar");
        Backup.of(spec(database, "postgres"))
                .toFile(archive)
                .options(DumpOptions.DEFAULT.with(DumpFlag.INSERTS))
                .run();
        run(database, "DELETE FROM item");

        restore(archive, database, "cases_owner").run();

        assertThat(query(database, "SELECT count(*) FROM item")).isEqualTo("20");
        run(database, "ALTER TABLE item ADD added text");
        refused(archive, database, ErrorCode.CONFLICT, "INSERT statements", "public.item");
    }

    @Test
    void anArchiveWithoutLargeObjectsTakesNone() {
        String database = database(SHOP);
        Path archive = archive(database);
        run(database, "SELECT lo_from_bytea(6001, 'later')");

        RestorePreview preview = restore(archive, database, "cases_owner").plan();
        restore(archive, database, "cases_owner").run();

        assertThat(preview.findings())
                .anySatisfy(finding -> assertThat(finding.text()).contains("no large objects"));
        assertThat(query(database, "SELECT convert_from(lo_get(6001), 'UTF8')")).isEqualTo("later");
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
        Path archive = archive(database);
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
    void largeObjectsGetTheArchivesContentsAndCommentsAndKeepOwnersAndPrivileges() {
        String database = database(SHOP + """
            SELECT lo_from_bytea(6101, 'one'), lo_from_bytea(6102, 'two'), lo_from_bytea(6103, 'three'),
                lo_from_bytea(6104, 'four');
            COMMENT ON LARGE OBJECT 6101 IS E'the first''s \\\\ comment';
            COMMENT ON LARGE OBJECT 6103 IS 'the third';
            COMMENT ON LARGE OBJECT 6104 IS 'the fourth';
            COMMENT ON TABLE item IS 'what is sold';
            """);
        Path archive = archive(database);
        String comments =
                "SELECT string_agg(oid || coalesce(obj_description(oid, 'pg_largeobject'), '-'), ' ' ORDER BY oid)"
                        + " FROM pg_largeobject_metadata";
        String wanted = query(database, comments);
        run(database, """
            GRANT SELECT ON LARGE OBJECT 6101 TO PUBLIC;
            COMMENT ON LARGE OBJECT 6101 IS 'other'; COMMENT ON LARGE OBJECT 6102 IS 'new';
            SELECT lo_unlink(6103), lo_put(6104, 0, 'changed');
            """);
        String privileges = query(database, "SELECT lomacl FROM pg_largeobject_metadata WHERE oid = 6101");
        String untouched = query(database, "SELECT xmin FROM pg_description WHERE objoid = 6104");

        restore(archive, database, "cases_owner").run();

        assertThat(query(database, comments)).isEqualTo(wanted);
        assertThat(query(database, "SELECT convert_from(lo_get(6103), 'UTF8') || convert_from(lo_get(6104), 'UTF8')"))
                .isEqualTo("threefour");
        assertThat(query(database, "SELECT lomacl FROM pg_largeobject_metadata WHERE oid = 6101"))
                .isEqualTo(privileges);
        assertThat(query(database, "SELECT xmin FROM pg_description WHERE objoid = 6104"))
                .isEqualTo(untouched);
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
        Path archive = archive(database);
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
        Path archive = archive(database);
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

    private static String database(String sql) {
        String database = SERVER.createDatabase("OWNER cases_owner");
        SERVER.run(database, "ALTER SCHEMA public OWNER TO cases_owner");
        run(database, sql);
        return database;
    }

    private static void run(String database, String sql) {
        SERVER.run(database, "SET ROLE cases_owner; " + sql);
    }

    private static String query(String database, String sql) {
        return SERVER.query(database, sql);
    }

    private Path archive(String database) {
        Path archive = folder.resolve(database + ".tar");
        Backup.of(spec(database, "postgres")).toFile(archive).run();
        return archive;
    }

    private static Restore restore(Path archive, String database, String role) {
        return Restore.of(archive, spec(database, role));
    }

    private static ConnectionSpec spec(String database, String role) {
        return ConnectionSpec.builder().dsn(SERVER.uri(database)).user(role).build();
    }

    private static void refused(Path archive, String database, ErrorCode code, String... names) {
        String before = DatabaseState.data(SERVER, database);
        assertThatThrownBy(() -> restore(archive, database, "cases_owner").run())
                .isInstanceOfSatisfying(SnapshotException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContainingAll(names);
                });
        assertThat(DatabaseState.data(SERVER, database)).isEqualTo(before);
    }

    /** One without a manifest, so that nobody notices what is changed in it. */
    private Path archiveOfPgDump(String database) {
        Path archive = folder.resolve(database + ".tar");
        RealPrograms.of(15)
                .dump(SERVER, database, "-Ft", "--no-owner", "--no-privileges", "-f", archive.toString())
                .orThrow();
        return archive;
    }

    private static void replace(Path file, String old, String changed) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, changed), StandardCharsets.ISO_8859_1);
    }
}
