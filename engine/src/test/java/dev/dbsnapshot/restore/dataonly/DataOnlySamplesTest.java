package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All rows of a sample database are lost; a data-only restore brings them back, and changes nothing else. */
class DataOnlySamplesTest {

    private static final String OWNER = "owner_of_samples";

    private static final String LOSS = """
        SET session_replication_role = replica;
        DO $$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                    AND c.relname <> 'schema_migrations'
                    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
                    AND NOT EXISTS (SELECT 1 FROM pg_rewrite r WHERE r.ev_class = c.oid)
            LOOP
                EXECUTE 'DELETE FROM ONLY ' || name;
            END LOOP;
            PERFORM lo_put(oid, 0, 'changed') FROM pg_largeobject_metadata;
        END
        $$
        """;

    private static final String MEMBERSHIPS = """
        DO $$
        DECLARE
            role text;
        BEGIN
            FOR role IN SELECT pg_get_userbyid(relowner) FROM pg_class
                UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace
                    WHERE nspowner >= 16384
            LOOP
                EXECUTE format('GRANT %I TO owner_of_samples', role);
            END LOOP;
        END
        $$
        """;

    private static final String REFRESH = """
        DO $$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'm' AND relispopulated
            LOOP
                EXECUTE 'REFRESH MATERIALIZED VIEW ' || name;
            END LOOP;
        END
        $$
        """;

    @TempDir
    private Path folder;

    static Stream<Arguments> samples() {
        List<Sample> samples = List.of(
                Samples.APPLICATION, Samples.RELATIONS, Samples.TABLE_OBJECTS, Samples.RARE_KINDS, Samples.HOSTILE);
        return Stream.of(12, 15, 18).flatMap(major -> samples.stream()
                .flatMap(sample -> (major == 12 ? Stream.of("postgres") : Stream.of("postgres", OWNER))
                        .map(role -> Arguments.of(major, sample, role))));
    }

    /** Has the rights of the owner of everything, but is no superuser. */
    private static void createOwner(PostgresServer server) {
        if (server.query("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = '" + OWNER + "'")
                .equals("0")) {
            server.run("postgres", "CREATE ROLE " + OWNER + " LOGIN IN ROLE postgres");
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}, as {2}")
    @MethodSource("samples")
    void comesBack(int major, Sample sample, String role) {
        PostgresServer server = PostgresServer.shared(major);
        createOwner(server);
        String database = sample.createOn(server);
        server.run(database, """
            CREATE TABLE IF NOT EXISTS public.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO public.schema_migrations SELECT 1, false
                WHERE NOT EXISTS (SELECT 1 FROM public.schema_migrations);
            """);
        if (sample.equals(Samples.APPLICATION)) {
            server.run(database, "GRANT SELECT ON app.people TO sample_owner"); // Whose materialized view reads it.
        }
        server.run(database, MEMBERSHIPS);
        server.run(database, REFRESH);
        server.run(database, REFRESH); // Some read others.
        ConnectionSpec.Builder spec = ConnectionSpec.builder().dsn(server.uri(database));
        Path archive = folder.resolve("sample.tar");
        Backup.of(spec.build()).toFile(archive).run();
        String data = DatabaseState.data(server, database);
        String catalog = DatabaseState.catalog(server, database);
        server.run(database, LOSS);

        Restore restore = Restore.of(archive, spec.user(role).build());
        List<String> differences = restore.plan().schemaDifferences();
        restore.run();

        assertThat(differences).isEmpty();
        assertThat(DatabaseState.data(server, database)).isEqualTo(data);
        assertThat(DatabaseState.catalog(server, database)).isEqualTo(catalog);
        server.dropDatabase(database);
    }
}
