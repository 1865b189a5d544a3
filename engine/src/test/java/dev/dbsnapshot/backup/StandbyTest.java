package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standby is backed up as a primary is, and never restored into. */
class StandbyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void isBackedUpWithoutWhatItDoesNotHaveAndIsNotRestoredInto(int major) {
        try (PostgresServer server = PostgresServer.start(major, Map.of())) {
            server.run("postgres", """
                    CREATE TABLE kept (id serial PRIMARY KEY, name text);
                    INSERT INTO kept (name) SELECT 'n' || i FROM generate_series(1, 100) i;
                    CREATE UNLOGGED TABLE volatile (id serial);
                    INSERT INTO volatile DEFAULT VALUES;
                    SELECT lo_from_bytea(4711, convert_to(repeat('x', 70000), 'UTF8'));
                    """);
            server.run("postgres", "COPY (SELECT '') TO PROGRAM 'cat > standby.signal'");
            server.stop();
            server.startAgain();
            ConnectionSpec standby =
                    ConnectionSpec.builder().dsn(server.uri("postgres")).build();
            List<String> warnings = new ArrayList<>();

            Path file = Backup.of(standby)
                    .toFile(folder.resolve("x.tar"))
                    .progress(event -> {
                        if (event instanceof Progress.Warning warning) {
                            warnings.add(warning.message());
                        }
                    })
                    .run()
                    .file();

            assertThat(warnings).singleElement().asString().contains("public.volatile", "standby");
            assertThat(Verify.of(file).run().digestsChecked()).isTrue();
            PostgresServer primary = PostgresServer.shared(major);
            String target = primary.createDatabase();
            Restore.of(file, ConnectionSpec.builder().dsn(primary.uri(target)).build())
                    .run();
            assertThat(primary.query(target, """
                            SELECT format('%s %s %s %s', (SELECT count(*) FROM kept), nextval('kept_id_seq'),
                                (SELECT count(*) FROM volatile), length(lo_get(4711)))""")).isEqualTo("100 101 0 70000");
            assertThatThrownBy(() -> Restore.of(file, standby).drop(true).run())
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("primary");
        }
    }
}
