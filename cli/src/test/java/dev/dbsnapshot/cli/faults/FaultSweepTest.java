package dev.dbsnapshot.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault at every message of each path: afterwards the database is the old or the new one, and the exit code says which. */
@Tag("long")
class FaultSweepTest {

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

    static Stream<Arguments> cells() {
        String paths = System.getProperty("dbsnapshot.faults.paths", ".*");
        String faults = System.getProperty("dbsnapshot.faults", ".*");
        return Stream.of(FaultPath.values())
                .filter(path -> path.name().matches(paths))
                .flatMap(path -> Stream.of(Fault.values())
                        .filter(fault -> fault.name().matches(faults))
                        .filter(fault -> fault != Fault.ARCHIVE || path.readsArchive())
                        .map(fault -> Arguments.of(path, fault)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void leavesTheOldOrTheNew(FaultPath path, Fault fault) throws IOException {
        try (Scene scene = new Scene(STAGE.material(fault), path)) {
            Sweep sweep = new Sweep(scene, fault);
            int messages = 0;
            switch (fault) {
                case ARCHIVE -> sweep.archives(Damage.all(path.original(scene), 300));
                case CLIENT_DISK -> sweep.everyDisk(8);
                default -> {
                    messages = Sweep.messages(scene);
                    sweep.everyMessage(messages, Integer.getInteger("dbsnapshot.faults.step", 1));
                }
            }
            TABLE.add(path, fault, sweep.cell(messages));
            System.out.println(path.title() + ", " + fault.title() + ": " + sweep.cell(messages) + ", "
                    + sweep.wrong().size() + " wrong");
            assertThat(sweep.wrong()).isEmpty();
        }
    }
}
