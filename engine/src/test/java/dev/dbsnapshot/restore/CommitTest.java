package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection breaks at COMMIT: what the restore says then is what happened. */
class CommitTest {

    private final PostgresServer server = PostgresServer.shared(15);
    private final String target = server.createDatabase();
    private Path archive = Path.of("");

    @TempDir
    private Path folder;

    @BeforeEach
    void anArchiveOfAnotherDatabase() {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE restored AS SELECT generate_series(1, 10) AS id");
        archive = Backup.of(ConnectionSpec.builder().dsn(server.uri(source)).build())
                .toFile(folder.resolve("x.tar"))
                .run()
                .file();
        server.run(target, "CREATE TABLE before (id int)");
    }

    @Test
    void aLostAnswerToACommitIsASuccess() {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.cutAnswerTo("COMMIT\0");

            assertThat(Restore.of(archive, through(proxy)).drop(true).run().rows())
                    .isEqualTo(10);
        }
        assertThat(tables()).isEqualTo("restored");
    }

    @Test
    void aCommitThatNeverArrivesIsAFailureThatChangedNothing() {
        try (FaultProxy proxy = FaultProxy.before(server)) {
            proxy.cutInsteadOf("COMMIT\0");

            assertThatThrownBy(
                            () -> Restore.of(archive, through(proxy)).drop(true).run())
                    .isInstanceOfSatisfying(SnapshotException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
                        assertThat(e.getMessage())
                                .contains("is as it was before")
                                .doesNotContain("\n");
                        assertThat(e.outcome())
                                .hasValue("the restore was not committed, and database " + target
                                        + " is as it was before");
                    });
        }
        assertThat(tables()).isEqualTo("before");
    }

    private String tables() {
        return server.query(target, "SELECT string_agg(relname, ',') FROM pg_stat_user_tables");
    }

    private ConnectionSpec through(FaultProxy proxy) {
        return ConnectionSpec.builder()
                .dsn("postgresql://postgres@" + proxy.host() + ":" + proxy.port() + "/" + target)
                .build();
    }
}
