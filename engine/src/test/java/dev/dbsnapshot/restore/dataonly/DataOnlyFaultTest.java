package dev.dbsnapshot.restore.dataonly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a data-only restore breaks off: rows, sequences, large objects and catalog are what they were before. */
class DataOnlyFaultTest {

    private static final int MAJOR = 15;

    /** Texts that the restore sends, one of every step, in the order in which it sends them. */
    private static final List<String> STEPS = List.of(
            "LOCK TABLE",
            "SET CONSTRAINTS ALL",
            "DISABLE TRIGGER",
            "NO FORCE ROW LEVEL SECURITY",
            "DROP CONSTRAINT",
            "DROP INDEX",
            "TRUNCATE TABLE",
            "COPY \"Odd app\".person",
            "COPY \"Odd app\".moods",
            "RESTART;",
            "lo_unlink(oid)",
            "lo_truncate(fd",
            "lo_put(",
            "CREATE UNIQUE INDEX",
            "USING INDEX",
            "FOREIGN KEY",
            "ENABLE TRIGGER",
            " FORCE ROW LEVEL SECURITY",
            "REFRESH MATERIALIZED VIEW",
            "COMMIT");

    @TempDir
    private Path folder;

    @Test
    void aConnectionThatIsCutAtAnyStepChangesNothing() {
        PostgresServer server = PostgresServer.shared(MAJOR);
        String role = "fault_owner" + System.nanoTime();
        server.run("postgres", "CREATE ROLE " + role + " LOGIN");
        String database = ObstacleCourse.createFor(server, role);
        Path archive = folder.resolve("course.tar");
        Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(archive)
                .run();
        String wanted = DatabaseState.data(server, database);
        ObstacleCourse.change(server, database, role);
        String data = DatabaseState.data(server, database);
        String catalog = DatabaseState.catalog(server, database);
        List<String> changed = new ArrayList<>();

        for (String step : STEPS) {
            try (FaultProxy proxy = FaultProxy.before(server)) {
                proxy.cutInsteadOf(step);
                assertThatThrownBy(() -> Restore.of(archive, through(proxy, database, role))
                                .run())
                        .as(step)
                        .isInstanceOf(SnapshotException.class);
            }
            if (!DatabaseState.data(server, database).equals(data)
                    || !DatabaseState.catalog(server, database).equals(catalog)) {
                changed.add(step);
            }
        }

        assertThat(changed).isEmpty();
        Restore.of(
                        archive,
                        ConnectionSpec.builder()
                                .dsn(server.uri(database))
                                .user(role)
                                .build())
                .run();
        assertThat(DatabaseState.data(server, database)).isEqualTo(wanted);
        assertThat(DatabaseState.catalog(server, database)).isEqualTo(catalog);
    }

    private static ConnectionSpec through(FaultProxy proxy, String database, String role) {
        return ConnectionSpec.builder()
                .host(proxy.host())
                .port(proxy.port())
                .database(database)
                .user(role)
                .build();
    }
}
