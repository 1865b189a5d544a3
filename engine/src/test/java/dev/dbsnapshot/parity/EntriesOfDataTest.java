package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Entries around tables rather than of them, equal to pg_dump's: what is said about the database, rows and sequences of
 * extensions, large objects by the thousand, security labels. Catalogs are written by hand where only an extension's
 * script or a label provider would write them, so that these databases are for dumping only.
 */
class EntriesOfDataTest {

    @TempDir
    private Path folder;

    private void assertEqualToPgDump(String sql) throws IOException, SQLException {
        // Roles and settings of roles would be seen by other tests.
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            String database = server.createDatabase();
            server.run(database, sql);
            Path archive = folder.resolve("real.tar");
            RealPrograms.of(15)
                    .dump(server, database, "-Ft", "--no-owner", "--no-privileges", "--file", archive.toString());
            EntryComparison comparison =
                    EntryComparison.of(RealArchive.read(archive).entries(), OurEntries.of(server, database));
            assertThat(comparison.isEqual()).as(comparison.report(20)).isTrue();
        }
    }

    @Test
    void databasePropertiesExtensionTablesSequencesAndLargeObjects() throws IOException, SQLException {
        assertEqualToPgDump("""
                CREATE EXTENSION citext;
                CREATE SCHEMA app;
                CREATE TABLE app.cfg (id int primary key, v text, g int GENERATED ALWAYS AS (id*2) STORED);
                CREATE TABLE app.cfg2 (id int primary key, cfg int REFERENCES app.cfg);
                CREATE SEQUENCE app.cfgseq;
                CREATE TABLE app.member (id int);
                CREATE SEQUENCE app.memberseq;
                ALTER EXTENSION citext ADD TABLE app.cfg;
                ALTER EXTENSION citext ADD TABLE app.cfg2;
                ALTER EXTENSION citext ADD SEQUENCE app.cfgseq;
                ALTER EXTENSION citext ADD TABLE app.member;
                ALTER EXTENSION citext ADD SEQUENCE app.memberseq;
                UPDATE pg_extension SET extconfig = ARRAY['app.cfg2'::regclass::oid, 'app.cfg'::regclass::oid,'app.cfgseq'::regclass::oid], extcondition=ARRAY['','WHERE id > 3',''] WHERE extname='citext';
                CREATE TABLE "a b"();
                CREATE TYPE color AS ENUM ('r','g');
                CREATE TABLE hp (c color, "Q q" int) PARTITION BY HASH (c);
                CREATE TABLE hp0 PARTITION OF hp FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE hp1 PARTITION OF hp FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY LIST (c);
                CREATE TABLE hp1a PARTITION OF hp1 DEFAULT;
                CREATE SEQUENCE s1 MINVALUE -10 START -5 INCREMENT -1; SELECT nextval('s1'); SELECT nextval('s1');
                CREATE SEQUENCE s2; SELECT setval('s2', 77, false);
                CREATE SEQUENCE "S 3'";
                CREATE MATERIALIZED VIEW z AS SELECT 1 x; CREATE VIEW v AS SELECT * FROM z; CREATE MATERIALIZED VIEW b AS SELECT * FROM v; CREATE MATERIALIZED VIEW a AS SELECT * FROM b;
                CREATE MATERIALIZED VIEW n AS SELECT 1 x WITH NO DATA;
                COMMENT ON SCHEMA public IS 'mine';
                COMMENT ON SCHEMA app IS 'it''s \\ app';
                COMMENT ON EXTENSION citext IS 'changed';
                DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app, "Weird, Path", public', current_database());
                EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database());
                EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 7', current_database());
                EXECUTE format('COMMENT ON DATABASE %I IS ''my db''', current_database());
                EXECUTE format('ALTER ROLE postgres IN DATABASE %I SET DateStyle = ''ISO, DMY''', current_database());
                END $$;
                CREATE ROLE large_object_owner;
                SELECT lo_create(5), lo_create(70000), lo_create(9);
                SELECT lo_create(100000 + i) FROM generate_series(1, 2500) i;
                ALTER LARGE OBJECT 100007 OWNER TO large_object_owner;
                GRANT SELECT ON LARGE OBJECT 100008 TO large_object_owner;
                COMMENT ON LARGE OBJECT 5 IS 'five'; COMMENT ON LARGE OBJECT 100009 IS 'nine';
                CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'select 1';
                ALTER SCHEMA public OWNER TO large_object_owner;
                """);
    }

    @Test
    void securityLabelsOfObjectsAndColumns() throws IOException, SQLException {
        assertEqualToPgDump("""
                CREATE TABLE t (a int, "B b" int); CREATE VIEW v AS SELECT 1 x; CREATE SEQUENCE s; CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int;
                CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'; CREATE MATERIALIZED VIEW m AS SELECT 1 y;
                SELECT lo_create(77); CREATE SCHEMA "X";
                INSERT INTO pg_seclabel(objoid,classoid,objsubid,provider,label) VALUES
                ('t'::regclass,'pg_class'::regclass,0,'dummy','top'), ('t'::regclass,'pg_class'::regclass,2,'dummy','col'),('t'::regclass,'pg_class'::regclass,1,'Dummy2','co''l'),
                ('v'::regclass,'pg_class'::regclass,1,'dummy','viewcol'),('m'::regclass,'pg_class'::regclass,0,'dummy','mv'),
                ('s'::regclass,'pg_class'::regclass,0,'dummy','seq'),('e'::regtype,'pg_type'::regclass,0,'dummy','enum'),('d'::regtype,'pg_type'::regclass,0,'dummy','dom'),
                ('f'::regproc,'pg_proc'::regclass,0,'dummy','fun'),(77,2613,0,'dummy','lo'),('"X"'::regnamespace,'pg_namespace'::regclass,0,'dummy','ns'),('public'::regnamespace,'pg_namespace'::regclass,0,'dummy','ns');
                INSERT INTO pg_shseclabel(objoid,classoid,provider,label) SELECT oid, 1262, 'dummy','db' FROM pg_database WHERE datname = current_database();
                """);
    }
}
