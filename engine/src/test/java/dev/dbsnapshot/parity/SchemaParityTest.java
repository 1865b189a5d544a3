package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What we would write for a sample, and what pg_dump of the same major version writes. */
class SchemaParityTest {

    @TempDir
    private Path folder;

    static List<Arguments> cases() {
        return Judge.cases();
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("cases")
    void entriesAreThoseOfPgDump(int major, Sample sample) throws IOException {
        Judge judge = Judge.of(major, folder);
        String database = judge.databaseOf(sample);
        EntryComparison comparison = EntryComparison.of(
                RealArchive.read(judge.realArchive(database)).entries(), OurEntries.of(judge.server(), database));
        assertThat(comparison.isEqual()).as(comparison.report(20)).isTrue();
    }
}
