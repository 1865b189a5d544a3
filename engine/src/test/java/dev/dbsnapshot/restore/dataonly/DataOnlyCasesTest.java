package dev.dbsnapshot.restore.dataonly;

import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.SERVER;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.SHOP;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.VERSION;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.archive;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.archiveOfPgDump;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.database;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.query;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.refused;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.replace;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.restore;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.run;
import static dev.dbsnapshot.restore.dataonly.OwnersDatabase.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data-only restore does, shows or refuses in cases of their own. */
class DataOnlyCasesTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void roles() {
        OwnersDatabase.roles();
    }

    @Test
    void aTableWithoutRowsInTheArchiveThatRefersToOneWithIsNamed() {
        String database = database(SHOP);
        Path archive = archive(folder, database);
        run(database, "CREATE TABLE outside (item int CONSTRAINT to_item REFERENCES item)");

        refused(archive, database, ErrorCode.CONFLICT, "table public.outside by to_item");
    }

    @Test
    void whatTheArchiveHasAndTheDatabaseLacksIsNamed() {
        String database = database(SHOP + "CREATE TABLE gone (); CREATE SEQUENCE lost; CREATE TABLE became (a int);");
        Path archive = archive(folder, database);
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
        Path archive = archive(folder, database);
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
    @Test
    void manyFindingsOfOneKindAreOneLine() {
        String database = database(SHOP + """
            DO $$ BEGIN FOR i IN 10..21 LOOP
                EXECUTE format('CREATE TABLE t%s (item int CONSTRAINT to_item_%1$s REFERENCES item)', i);
            END LOOP; END $$;
            """);
        Path archive = archive(folder, database);
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
        Path unquoted = archive(folder, database);
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
        Path archive = archive(folder, database);
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
        Path archive = archiveOfPgDump(folder, database);
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
        Path archive = archiveOfPgDump(folder, database);
        replace(archive, "2\tsecond", "1\tsecond");

        for (String role : new String[] {"postgres", "cases_owner"}) {
            assertThatThrownBy(() -> restore(archive, database, role).run())
                    .isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.sqlState())
                            .contains("23505"));
        }
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
        Path archive = archive(folder, database);
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
        Path archive = archive(folder, database);
        run(database, "SELECT lo_from_bytea(6001, 'later')");

        RestorePreview preview = restore(archive, database, "cases_owner").plan();
        restore(archive, database, "cases_owner").run();

        assertThat(preview.findings())
                .anySatisfy(finding -> assertThat(finding.text()).contains("no large objects"));
        assertThat(query(database, "SELECT convert_from(lo_get(6001), 'UTF8')")).isEqualTo("later");
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
        Path archive = archive(folder, database);
        String comments =
                "SELECT string_agg(oid || coalesce(obj_description(oid, 'pg_largeobject'), '-'), ' ' ORDER BY oid)"
                        + " FROM pg_largeobject_metadata";
        String wanted = query(database, comments);
        run(database, """
            GRANT SELECT ON LARGE OBJECT 6101 TO PUBLIC;
            COMMENT ON LARGE OBJECT 6101 IS 'other'; COMMENT ON LARGE OBJECT 6102 IS 'new';
            SELECT lo_unlink(6103), lo_put(6104, 0, 'changed'), lo_from_bytea(6105, 'later');
            ALTER LARGE OBJECT 6105 OWNER TO cases_owner;
            """);
        String privileges = query(database, "SELECT lomacl FROM pg_largeobject_metadata WHERE oid = 6101");
        String untouched = query(database, "SELECT xmin FROM pg_description WHERE objoid = 6104");

        assertThat(restore(archive, database, "cases_owner").plan().findings())
                .anySatisfy(finding -> assertThat(finding.text())
                        .isEqualTo("large objects that the archive does not have are dropped: 1 of 4"));
        restore(archive, database, "cases_owner").run();

        assertThat(query(database, comments)).isEqualTo(wanted);
        assertThat(query(database, "SELECT convert_from(lo_get(6103), 'UTF8') || convert_from(lo_get(6104), 'UTF8')"))
                .isEqualTo("threefour");
        assertThat(query(database, "SELECT lomacl FROM pg_largeobject_metadata WHERE oid = 6101"))
                .isEqualTo(privileges);
        assertThat(query(database, "SELECT xmin FROM pg_description WHERE objoid = 6104"))
                .isEqualTo(untouched);
    }
}
