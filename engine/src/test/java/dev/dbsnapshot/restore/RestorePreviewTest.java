package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before the first change: what would happen is told, somebody agrees, the application stops. */
class RestorePreviewTest {

    private static final String SCHEMA = """
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (42, false);
        CREATE TABLE thing (id int PRIMARY KEY, name text);
        INSERT INTO thing SELECT i, 'thing ' || i FROM generate_series(1, 100) i;
        """;

    private final PostgresServer server = PostgresServer.shared(15);
    private final String target = server.createDatabase();
    private final List<String> acts = new ArrayList<>();
    private Path archive = Path.of("");

    @TempDir
    private Path folder;

    @BeforeEach
    void aSnapshotOfVersion42AndALiveDatabaseOfVersion43() {
        server.run(target, SCHEMA);
        archive = folder.resolve("x.tar");
        Backup.of(spec()).toFile(archive).run();
        server.run(target, "UPDATE schema_migrations SET version = 43; CREATE TABLE added (id int)");
    }

    @Test
    void aPlanTellsAndChangesNothing() {
        String before = state();

        RestorePreview plan = Restore.of(archive, spec()).plan();

        assertThat(plan.path()).isEqualTo(RestorePath.DROP_AND_RESTORE);
        assertThat(plan.reason()).contains("43 is newer than the snapshot's 42");
        assertThat(plan.database()).isEqualTo(target);
        assertThat(plan.live().label()).isEqualTo("43");
        assertThat(plan.snapshot().label()).isEqualTo("42");
        assertThat(plan.dropped())
                .containsExactly("table public.added", "table public.schema_migrations", "table public.thing");
        assertThat(plan.findings()).isEmpty();
        assertThat(plan.stopped()).isFalse();
        assertThat(plan.dataBytes()).isPositive();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void theArchiveIsCheckedOnceUnlessItsFileChanges() throws IOException {
        List<String> phases = new ArrayList<>();
        Restore restore = Restore.of(archive, spec()).progress(event -> {
            if (event instanceof Progress.PhaseStarted phase) {
                phases.add(phase.phase());
            }
        });

        restore.plan();
        restore.connection(spec()).plan();
        assertThat(phases).containsExactly("verify", "connect", "connect");

        Path copy = Files.copy(archive, folder.resolve("copy.tar"));
        Files.move(copy, archive, StandardCopyOption.REPLACE_EXISTING);
        phases.clear();
        restore.plan();
        assertThat(phases).containsExactly("verify", "connect");
    }

    @Test
    void whoeverDoesNotAgreeKeepsEverything() {
        String before = state();

        assertThatThrownBy(() -> Restore.of(archive, spec())
                        .confirm(preview -> false)
                        .quiesce(new Told())
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("nothing was changed");

        assertThat(state()).isEqualTo(before);
        assertThat(acts).isEmpty();
    }

    @Test
    void theApplicationIsStoppedAfterTheAgreementAndStartedAgain() {
        Restore.of(archive, spec())
                .confirm(preview -> acts.add("agreed to " + preview.path()))
                .quiesce(new Told())
                .run();

        assertThat(acts).containsExactly("agreed to DROP_AND_RESTORE", "stop", "start");
        assertThat(server.query(target, "SELECT version FROM schema_migrations"))
                .isEqualTo("42");
        assertThat(server.query(target, "SELECT to_regclass('added') IS NULL")).isEqualTo("t");
    }

    @Test
    void theApplicationIsStartedAgainIfItCouldNotBeStopped() {
        Quiesce fails = new Quiesce() {
            @Override
            public void stop() {
                acts.add("stop");
                throw new SnapshotException(ErrorCode.PRIVILEGE, "may not");
            }

            @Override
            public void start() {
                acts.add("start");
            }
        };
        String before = state();

        assertThatThrownBy(() -> Restore.of(archive, spec()).quiesce(fails).run())
                .hasMessage("may not");

        assertThat(acts).containsExactly("stop", "start");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void whatChangedWhileSomebodyThoughtIsNotDropped() {
        assertThatThrownBy(() -> Restore.of(archive, spec())
                        .confirm(preview -> {
                            server.run(target, "CREATE TABLE meanwhile (id int)");
                            return true;
                        })
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("table public.meanwhile")
                .hasMessageContaining("start again");

        assertThat(server.query(target, "SELECT to_regclass('meanwhile')")).isEqualTo("meanwhile");
    }

    @Test
    void anUpgradeWhileSomebodyThoughtIsNotUndone() {
        assertThatThrownBy(() -> Restore.of(archive, spec())
                        .confirm(preview -> {
                            server.run(target, "UPDATE schema_migrations SET version = 44");
                            return true;
                        })
                        .run())
                .hasMessageContaining("schema version 44, and it was 43 when")
                .hasMessageContaining("start again");
    }

    private final class Told implements Quiesce {
        @Override
        public void stop() {
            acts.add("stop");
        }

        @Override
        public void start() {
            acts.add("start");
        }
    }

    private String state() {
        return server.query(target, """
            SELECT (SELECT string_agg(c.oid || c.relname || c.relfilenode, ' ' ORDER BY c.oid)
                    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace)
                || (SELECT string_agg(t::text, ' ' ORDER BY id) FROM thing t)
                || (SELECT version FROM schema_migrations)
            """);
    }

    private ConnectionSpec spec() {
        return ConnectionSpec.builder().dsn(server.uri(target)).build();
    }
}
