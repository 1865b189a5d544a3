package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Inspect;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After a data-only restore the data is the snapshot's and the catalog is what it was, whoever restores. */
class DataOnlyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "PostgreSQL {0}, restored as {1}, dumped by {2}")
    @CsvSource({
        "12, SUPERUSER, us", "15, SUPERUSER, us", "18, SUPERUSER, us",
        "12, CREATEDB, us", "15, CREATEDB, us", "18, CREATEDB, us",
        "12, NOCREATEDB, us", "15, NOCREATEDB, pg_dump", "18, NOCREATEDB, us"
    })
    void replacesTheDataAndNothingElse(int major, String attribute, String dumpedBy) {
        PostgresServer server = PostgresServer.shared(major);
        String role = "course_" + attribute.toLowerCase(Locale.ROOT) + System.nanoTime();
        server.run("postgres", "CREATE ROLE " + role + " LOGIN " + attribute);
        String database = ObstacleCourse.createFor(server, role);
        Path archive = folder.resolve("course.tar");
        dump(server, database, dumpedBy, archive);
        String wanted = DatabaseState.data(server, database);
        ObstacleCourse.change(server, database, role);
        assertThat(DatabaseState.data(server, database)).isNotEqualTo(wanted);
        String catalog = DatabaseState.catalog(server, database);
        String schema = schema(server, database);
        Restore restore = Restore.of(
                archive,
                ConnectionSpec.builder().dsn(server.uri(database)).user(role).build());

        RestorePreview preview = restore.plan();
        RestoreResult result = restore.run();

        assertThat(preview.schemaDifferences()).isEmpty();
        assertThat(preview.findings()).singleElement().satisfies(finding -> assertThat(finding.text())
                .startsWith("large objects that the archive does not have are dropped: 1"));
        assertThat(result.path()).isEqualTo(RestorePath.DATA_ONLY);
        assertThat(DatabaseState.data(server, database)).isEqualTo(wanted);
        assertThat(DatabaseState.catalog(server, database)).isEqualTo(catalog);
        assertThat(schema(server, database)).isEqualTo(schema);
    }

    private static void dump(PostgresServer server, String database, String dumpedBy, Path archive) {
        if (dumpedBy.equals("us")) {
            Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                    .toFile(archive)
                    .run();
        } else {
            RealPrograms.of(server.major())
                    .dump(server, database, "-Ft", "--no-owner", "--no-privileges", "-f", archive.toString());
        }
    }

    private String schema(PostgresServer server, String database) {
        Path file = folder.resolve("schema.tar");
        Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(file)
                .overwrite(true)
                .options(DumpOptions.DEFAULT.with(DumpFlag.SCHEMA_ONLY))
                .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
                .run();
        ByteArrayOutputStream sql = new ByteArrayOutputStream();
        Inspect.of(file).restrictKey("x").sql(sql);
        return sql.toString(StandardCharsets.UTF_8);
    }
}
