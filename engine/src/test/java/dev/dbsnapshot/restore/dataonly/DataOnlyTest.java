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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After a data-only restore the data is the snapshot's and the catalog is what it was, whoever restores. */
class DataOnlyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @CsvSource({
        "12, SUPERUSER", "15, SUPERUSER", "18, SUPERUSER",
        "12, CREATEDB", "15, CREATEDB", "18, CREATEDB",
        "12, NOCREATEDB", "15, NOCREATEDB", "18, NOCREATEDB"
    })
    void replacesTheDataAndNothingElse(int major, String attribute) {
        PostgresServer server = PostgresServer.shared(major);
        String role = "course_" + attribute.toLowerCase(java.util.Locale.ROOT) + System.nanoTime();
        server.run("postgres", "CREATE ROLE " + role + " LOGIN " + attribute);
        String database = ObstacleCourse.createFor(server, role);
        Path archive = folder.resolve("course.tar");
        Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(archive)
                .run();
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
        assertThat(preview.findings()).isEmpty();
        assertThat(result.path()).isEqualTo(RestorePath.DATA_ONLY);
        assertThat(DatabaseState.data(server, database)).isEqualTo(wanted);
        assertThat(DatabaseState.catalog(server, database)).isEqualTo(catalog);
        assertThat(schema(server, database)).isEqualTo(schema);
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
