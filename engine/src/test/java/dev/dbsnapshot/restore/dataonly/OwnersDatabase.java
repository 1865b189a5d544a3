package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Databases of an owner who is no superuser, and archives of them. */
final class OwnersDatabase {

    static final String VERSION = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (7, false);
        """;

    static final String SHOP = VERSION + """
        CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL, price numeric);
        INSERT INTO item (name, price) SELECT 'item ' || i, i FROM generate_series(1, 20) i;
        """;

    static final PostgresServer SERVER = PostgresServer.shared(15);

    private OwnersDatabase() {}

    static void roles() {
        if (SERVER.query("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = 'cases_owner'")
                .equals("0")) {
            SERVER.run("postgres", "CREATE ROLE cases_owner LOGIN");
        }
    }

    static String database(String sql) {
        String database = SERVER.createDatabase("OWNER cases_owner");
        SERVER.run(database, "ALTER SCHEMA public OWNER TO cases_owner");
        run(database, sql);
        return database;
    }

    static void run(String database, String sql) {
        SERVER.run(database, "SET ROLE cases_owner; " + sql);
    }

    static String query(String database, String sql) {
        return SERVER.query(database, sql);
    }

    static Path archive(Path folder, String database) {
        Path archive = folder.resolve(database + ".tar");
        Backup.of(spec(database, "postgres")).toFile(archive).run();
        return archive;
    }

    static Restore restore(Path archive, String database, String role) {
        return Restore.of(archive, spec(database, role));
    }

    static ConnectionSpec spec(String database, String role) {
        return ConnectionSpec.builder().dsn(SERVER.uri(database)).user(role).build();
    }

    static void refused(Path archive, String database, ErrorCode code, String... names) {
        String before = DatabaseState.data(SERVER, database);
        assertThatThrownBy(() -> restore(archive, database, "cases_owner").run())
                .isInstanceOfSatisfying(SnapshotException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContainingAll(names);
                });
        assertThat(DatabaseState.data(SERVER, database)).isEqualTo(before);
    }

    /** One without a manifest, so that nobody notices what is changed in it. */
    static Path archiveOfPgDump(Path folder, String database) {
        Path archive = folder.resolve(database + ".tar");
        RealPrograms.of(15)
                .dump(SERVER, database, "-Ft", "--no-owner", "--no-privileges", "-f", archive.toString())
                .orThrow();
        return archive;
    }

    static void replace(Path file, String old, String changed) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, changed), StandardCharsets.ISO_8859_1);
    }
}
