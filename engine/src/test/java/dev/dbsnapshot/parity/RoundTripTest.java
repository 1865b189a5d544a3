package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database that went through our programs is the one that the real pg_restore makes from the real archive. (It need
 * not be the one that it came from: pg_dump's own round trip is not always the identity.)
 */
class RoundTripTest {

    @TempDir
    private Path folder;

    /** The privileges stand on a language that pg_dump writes in short, so that pg_restore cannot restore it either. */
    private static final List<Sample> NOT_EVEN_BY_PG_RESTORE = List.of(Samples.UNRESTORABLE, Samples.PRIVILEGES);

    static List<Arguments> cases() {
        return Judge.cases().stream()
                .filter(arguments ->
                        !NOT_EVEN_BY_PG_RESTORE.contains((Sample) arguments.get()[1]))
                .toList();
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("cases")
    void everyWayLeadsToTheSameDatabase(int major, Sample sample) throws IOException {
        try (Judge judge = Judge.of(major, folder)) {
            String source = judge.databaseOf(sample);
            Path real = judge.realArchive(source);
            Path ours = judge.ourArchive(source);
            String expectedDatabase = judge.emptyDatabaseFor(sample);
            judge.restoreReal(real, expectedDatabase);
            Path expected = judge.dumpText(expectedDatabase);

            String oursByPgRestore = judge.emptyDatabaseFor(sample);
            judge.restoreReal(ours, oursByPgRestore);
            assertThat(Judge.difference(expected, judge.dumpText(oursByPgRestore)))
                    .as("our archive, restored by pg_restore")
                    .isEmpty();

            String realByUs = judge.emptyDatabaseFor(sample);
            judge.restoreOurs(real, realByUs);
            assertThat(Judge.difference(expected, judge.dumpText(realByUs)))
                    .as("pg_dump's archive, restored by us")
                    .isEmpty();

            String oursByUs = judge.emptyDatabaseFor(sample);
            judge.restoreOurs(ours, oursByUs);
            assertThat(Judge.difference(expected, judge.dumpText(oursByUs)))
                    .as("our archive, restored by us")
                    .isEmpty();
        }
    }
}
