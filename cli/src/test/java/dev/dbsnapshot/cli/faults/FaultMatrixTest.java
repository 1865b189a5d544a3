package dev.dbsnapshot.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few points of the sweeps that {@link FaultSweepTest} makes in full, of each fault on each path. */
class FaultMatrixTest {

    private static final FaultTable TABLE = new FaultTable();
    private static final Stage STAGE = new Stage();

    @BeforeAll
    static void servers() throws IOException {
        STAGE.open();
    }

    @AfterAll
    static void tell() throws IOException {
        STAGE.close();
        TABLE.print();
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheOldOrTheNew(FaultPath path) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Scene scene = new Scene(STAGE.material(Fault.CUT), path);
                Scene small = new Scene(STAGE.material(Fault.SERVER_DISK), path)) {
            int messages = Sweep.messages(scene);
            for (Fault fault : Fault.atMessages()) {
                Sweep sweep = new Sweep(fault == Fault.SERVER_DISK ? small : scene, fault);
                sweep.someMessages(
                        messages, fault.needsProcess() || fault == Fault.SERVER_STOP || messages < 60 ? 1 : 2);
                TABLE.add(path, fault, sweep.cell(messages));
                wrong.addAll(sweep.wrong());
            }
            if (path.readsArchive()) {
                Sweep sweep = new Sweep(scene, Fault.ARCHIVE);
                List<Damage> all = Damage.all(path.original(scene), 100);
                List<Damage> some = new ArrayList<>();
                // Each path has its share; all of them together have every place.
                for (int i = List.of(FaultPath.values()).indexOf(path);
                        i < all.size();
                        i += FaultPath.values().length) {
                    some.add(all.get(i));
                }
                sweep.archives(some);
                TABLE.add(path, Fault.ARCHIVE, sweep.cell(0));
                wrong.addAll(sweep.wrong());
            }
        }
        assertThat(wrong).isEmpty();
    }
}
