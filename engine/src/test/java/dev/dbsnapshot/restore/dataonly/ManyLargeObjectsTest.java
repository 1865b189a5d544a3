package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 100,000 large objects are far more than the server's lock table holds: they are overwritten, which takes no lock. */
@Tag("long")
class ManyLargeObjectsTest {

    private static final int COUNT = 100_000;

    private static final String CONTENTS = "SELECT pg_catalog.md5(string_agg(oid || encode(lo_get(oid), 'hex'), ' '"
            + " ORDER BY oid)) FROM pg_largeobject_metadata";

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(15);

    @Test
    void areReplacedByTheirPlainOwner() {
        server.run("postgres", "CREATE ROLE many_owner LOGIN");
        String database = server.createDatabase("OWNER many_owner");
        as(
                database,
                "ALTER SCHEMA public OWNER TO many_owner; SET ROLE many_owner; CREATE TABLE schema_migrations"
                        + " (version int, dirty boolean); INSERT INTO schema_migrations VALUES (1, false);"
                        + " SELECT lo_from_bytea(6999, 'only one')");
        Path one = backup(database, "one.tar");
        as(
                database,
                "SET ROLE many_owner; SELECT lo_from_bytea(7000 + i, ('content ' || i)::bytea)"
                        + " FROM generate_series(1, " + COUNT + ") i");
        Path many = backup(database, "many.tar");
        String wanted = server.query(database, CONTENTS);
        as(
                database,
                "SET ROLE many_owner; SELECT lo_put(7000 + i, 0, 'changed, and longer than before')"
                        + " FROM generate_series(1, " + COUNT + ", 3) i");
        as(
                database,
                "SET ROLE many_owner; SELECT lo_unlink(7000 + i) FROM generate_series(1, 500) i;"
                        + " SELECT lo_create(500000 + i) FROM generate_series(1, 500) i");

        restore(many, database).run();

        assertThat(server.query(database, CONTENTS)).isEqualTo(wanted);
        assertThat(restore(one, database).plan().findings())
                .filteredOn(Finding::blocks)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("max_locks_per_transaction"));
    }

    private void as(String database, String sql) {
        server.run(database, sql);
    }

    private Path backup(String database, String name) {
        Path file = folder.resolve(name);
        Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(file)
                .run();
        return file;
    }

    private Restore restore(Path archive, String database) {
        return Restore.of(
                archive,
                ConnectionSpec.builder()
                        .dsn(server.uri(database))
                        .user("many_owner")
                        .build());
    }
}
