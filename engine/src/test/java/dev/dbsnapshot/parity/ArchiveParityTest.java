package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our archive of a sample and that of pg_dump of the same major version: nobody can tell them apart. */
class ArchiveParityTest {

    @TempDir
    private Path folder;

    static List<Arguments> cases() {
        return Judge.cases();
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("cases")
    void entriesMembersAndScriptsAreThoseOfPgDump(int major, Sample sample) throws IOException {
        try (Judge judge = Judge.of(major, folder)) {
            String database = judge.databaseOf(sample);
            Path real = judge.realArchive(database);
            Path ours = judge.ourArchive(database);
            assertThat(ArchiveComparison.of(RealArchive.read(real), RealArchive.read(ours)))
                    .isEmpty();
            assertThat(ArchiveComparison.ofScripts(judge.script(real), judge.script(ours)))
                    .as("pg_restore --file of both")
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("cases")
    void entriesAreThoseOfPgDumpWithPrivilegesToo(int major, Sample sample) throws IOException {
        try (Judge judge = Judge.of(major, folder)) {
            String database = judge.databaseOf(sample);
            EntryComparison comparison = EntryComparison.of(
                    RealArchive.read(judge.realArchiveWithOwnersAndPrivileges(database))
                            .entries(),
                    OurEntries.of(judge.server(), database, Selection.EVERYTHING.withPrivileges(true)));
            assertThat(comparison.isEqual()).as(comparison.report(20)).isTrue();
        }
    }

    static List<Integer> majors() {
        return Judge.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void archivesWithOwnersAndPrivilegesAreThoseOfPgDump(int major) throws IOException {
        Judge judge = Judge.of(major, folder);
        String database = judge.databaseOf(Samples.PRIVILEGES);
        Path real = judge.realArchiveWithOwnersAndPrivileges(database);
        Path ours = judge.ourArchiveWithOwnersAndPrivileges(database);
        assertThat(ArchiveComparison.of(RealArchive.read(real), RealArchive.read(ours)))
                .isEmpty();
        assertThat(ArchiveComparison.ofScripts(judge.script(real), judge.script(ours)))
                .as("pg_restore --file of both")
                .isEmpty();
    }
}
