package dev.dbsnapshot.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.cli.CommandRun;
import dev.dbsnapshot.testdata.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a database is changed from one machine, a restore from another one, which knows no journal, is refused. */
class TwoRestoresTest {

    /** What keeps it out: the lock, or a swap that lets nobody connect. */
    private static final List<Integer> REFUSED = List.of(5, 3);

    private static final Stage STAGE = new Stage();

    @TempDir
    private Path otherMachine;

    @BeforeAll
    static void servers() throws IOException {
        STAGE.openOne();
    }

    @AfterAll
    static void close() {
        STAGE.close();
    }

    /** Once the recovery of a swap lets people connect to the old database, it has nothing to do with it any more. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECOVER_SWAP")
    void doNotMeet(FaultPath path) throws IOException {
        try (Scene scene = new Scene(STAGE.material(Fault.CUT), path)) {
            int messages = Sweep.messages(scene);
            // Later than the lock, which is taken when the session is open; before the last session ends.
            for (int message : new int[] {messages * 3 / 5, messages * 4 / 5}) {
                scene.begin();
                List<CommandRun> second = new ArrayList<>();
                Attempt first = Attempt.inProcess(scene, message, () -> {
                    second.add(restore(scene));
                    return FaultProxy.After.PASS;
                });

                assertThat(second).singleElement().satisfies(run -> assertThat(run.exitCode())
                        .as("message %s of %s: %s", message, messages, run.err())
                        .isIn(REFUSED));
                assertThat(first.exit()).as(first.said()).isZero();
                assertThat(scene.state()).isEqualTo("new");
            }
        }
    }

    private CommandRun restore(Scene scene) {
        String dsn = scene.server().uri(scene.target()).replace("postgres@", Material.ROLE + "@");
        return CommandRun.in(
                otherMachine,
                "restore",
                "-q",
                "--yes",
                "--drop",
                "--no-safety-snapshot",
                "--file",
                scene.archive().toString(),
                "--dsn",
                dsn);
    }
}
