package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample with every combination of options that {@link OptionCase} lists: our archive is that of pg_dump. */
class OptionParityTest {

    @TempDir
    private Path folder;

    /** But for the sample of one large value, which says nothing about options. */
    static List<Arguments> cases() {
        return Judge.cases().stream()
                .filter(arguments -> !Samples.LARGE_VALUE.equals(arguments.get()[1]))
                .toList();
    }

    private static final String NOTHING_MATCHES = "no matching tables were found";

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("cases")
    void archivesOfPartsAreThoseOfPgDump(int major, Sample sample) throws IOException {
        Judge judge = Judge.of(major, folder);
        String database = judge.databaseOf(sample);
        StringBuilder differences = new StringBuilder();
        for (OptionCase options : OptionCase.all(major)) {
            compare(judge, database, options, differences);
        }
        assertThat(differences.toString()).isEmpty();
    }

    /** Children of tables from 16 on, excluded extensions from 17 on. */
    @Test
    void whatOnlyNewerProgramsKnowIsDoneAsTheyDo() throws IOException {
        StringBuilder differences = new StringBuilder();
        for (int major : Judge.majors()) {
            Judge judge = Judge.of(major, folder);
            String database = judge.databaseOf(Samples.RELATIONS);
            for (OptionCase options : OptionCase.since(major)) {
                compare(judge, database, options, differences);
            }
        }
        assertThat(differences.toString()).isEmpty();
    }

    private static void compare(Judge judge, String database, OptionCase options, StringBuilder differences)
            throws IOException {
        Path real;
        try {
            real = judge.realArchive(database, options);
        } catch (IllegalStateException e) {
            // A sample that has nothing of what is asked for is refused by both.
            if (!String.valueOf(e.getMessage()).contains(NOTHING_MATCHES)) {
                throw e;
            }
            assertThatThrownBy(() -> judge.ourArchive(database, options)).hasMessageContaining(NOTHING_MATCHES);
            return;
        }
        Path ours = judge.ourArchive(database, options);
        String difference = ArchiveComparison.of(RealArchive.read(real), RealArchive.read(ours));
        if (!difference.isEmpty()) {
            differences.append(options).append('\n').append(difference);
        }
        Files.delete(real);
        Files.delete(ours);
    }
}
