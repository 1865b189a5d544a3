package dev.dbsnapshot.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.testdata.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A database of a server that is newer than we know: objects of another sort are refused by name. Such a server does not
 * exist yet, so its catalogs are made from today's with {@code allow_system_table_mods}.
 */
class UnknownObjectsTest {

    private static final PostgresServer SERVER = PostgresServer.shared(PostgresServer.NEWEST);

    private static final String EVERY_PROPERTY = """
        CREATE TYPE a_type;
        CREATE FUNCTION a_type_in(cstring) RETURNS a_type LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION a_type_out(a_type) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        CREATE TYPE a_type (INPUT = a_type_in, OUTPUT = a_type_out, LIKE = text);
        CREATE FUNCTION a_function(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE AGGREGATE an_aggregate(int) (SFUNC = int4pl, STYPE = int);
        CREATE OPERATOR === (FUNCTION = a_function, LEFTARG = int, RIGHTARG = int);
        CREATE OPERATOR FAMILY a_family USING btree;
        ALTER OPERATOR FAMILY a_family USING btree ADD OPERATOR 1 === (int, int);
        CREATE ACCESS METHOD a_method TYPE TABLE HANDLER heap_tableam_handler;
        CREATE CAST (int AS a_type) WITH INOUT;
        CREATE COLLATION a_collation (LOCALE = 'C');
        CREATE TABLE a_table (a_column int CONSTRAINT a_constraint CHECK (a_column > 0));
        CREATE POLICY a_policy ON a_table;
        CREATE RULE a_rule AS ON DELETE TO a_table DO INSTEAD NOTHING;
        CREATE FUNCTION a_trigger_function() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE TRIGGER a_trigger BEFORE DELETE ON a_table EXECUTE FUNCTION a_trigger_function();
        CREATE FUNCTION an_event_function() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE PUBLICATION a_publication;
        CREATE SUBSCRIPTION a_subscription CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE);
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
        CREATE EVENT TRIGGER an_event_trigger ON sql_drop EXECUTE FUNCTION an_event_function();
        """;

    private static void look(String database, int major) throws SQLException {
        try (Connection connection = SERVER.connect(database)) {
            Session session = new Session(connection, new ServerVersion(major * 10000, "test"));
            session.execute("SET search_path TO ''");
            UnknownObjects.refuse(session, major, UnknownObjects.CATALOGS);
        }
    }

    @Test
    void everyPropertyWithAnUnknownValueIsNamedWithItsObject() {
        String database = SERVER.createDatabase();
        SERVER.run(database, EVERY_PROPERTY);
        assertThatCode(() -> look(database, PostgresServer.NEWEST)).doesNotThrowAnyException();

        for (UnknownObjects.Property property : UnknownObjects.PROPERTIES) {
            setUnknown(database, property);
        }

        assertThatThrownBy(() -> look(database, PostgresServer.NEWEST))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("access method a_method (amtype \"?\")")
                .hasMessageContaining("column a_column of relation public.a_table (attgenerated \"?\")")
                .hasMessageContaining("more; use a newer version of this program");
    }

    @Test
    void everyPropertyIsLookedAt() {
        String database = SERVER.createDatabase();
        SERVER.run(database, EVERY_PROPERTY);
        for (UnknownObjects.Property property : UnknownObjects.PROPERTIES) {
            String known = SERVER.query(
                    database,
                    "SELECT %s::text FROM pg_catalog.%s WHERE %s LIMIT 1"
                            .formatted(property.column(), property.catalog(), users(property)));
            setUnknown(database, property);
            assertThatThrownBy(() -> look(database, PostgresServer.NEWEST))
                    .as("%s", property)
                    .hasMessageContaining("(" + property.column() + " \"?\")");
            SERVER.run(
                    database,
                    "SET allow_system_table_mods = on; UPDATE pg_catalog.%s SET %s = '%s' WHERE %s = '?'"
                            .formatted(property.catalog(), property.column(), known, property.column()));
        }
    }

    @Test
    void anObjectOfAnUnknownCatalogIsNamed() throws SQLException {
        String database = SERVER.createDatabase();
        SERVER.run(database, EVERY_PROPERTY);
        List<String> catalogs = new ArrayList<>(UnknownObjects.CATALOGS);
        catalogs.remove("pg_publication");
        catalogs.remove("pg_policy");
        SERVER.run(
                database,
                "CREATE PUBLICATION of_a_table FOR TABLE a_table; COMMENT ON POLICY a_policy ON a_table IS 'x'");
        try (Connection connection = SERVER.connect(database)) {
            Session session = new Session(connection, new ServerVersion(PostgresServer.NEWEST * 10000, "test"));
            assertThatThrownBy(() -> UnknownObjects.refuse(session, PostgresServer.NEWEST, catalogs))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                    .hasMessageContaining("does not know: policy a_policy on");
        }
    }

    @Test
    void whatBelongsToAnExtensionComesWithIt() throws SQLException {
        String database = SERVER.createDatabase();
        SERVER.run(
                database,
                "CREATE EXTENSION hstore; SET allow_system_table_mods = on;"
                        + " UPDATE pg_catalog.pg_type SET typtype = '?' WHERE typname = 'hstore'");
        assertThatCode(() -> look(database, PostgresServer.NEWEST)).doesNotThrowAnyException();
    }

    private static void setUnknown(String database, UnknownObjects.Property property) {
        SERVER.run(
                database,
                "SET allow_system_table_mods = on; UPDATE pg_catalog.%s SET %s = '?' WHERE %s"
                        .formatted(property.catalog(), property.column(), users(property)));
    }

    /** One object of the user's, without what belongs to this server's other databases. */
    private static String users(UnknownObjects.Property property) {
        return switch (property.catalog()) {
            case "pg_attribute" -> "attrelid = 'public.a_table'::regclass AND attname = 'a_column'";
            case "pg_aggregate" -> "aggfnoid >= 16384";
            case "pg_class" -> "relname = 'a_table'";
            case "pg_type" -> "typname = 'a_type'";
            case "pg_proc" -> "proname = 'a_function'";
            case "pg_subscription" -> "subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())";
            default -> "oid >= 16384";
        };
    }
}
