package dev.dbsnapshot.restore;

import static dev.dbsnapshot.api.RestorePath.DATA_ONLY;
import static dev.dbsnapshot.api.RestorePath.DROP_AND_RESTORE;
import static dev.dbsnapshot.api.RestorePath.EMPTY_TARGET;
import static dev.dbsnapshot.api.RestorePath.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.SchemaVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The decision table, cell by cell. */
class DecisionTest {

    private static final String NONE = "none";
    private static final List<String> VERSIONS = List.of(NONE, "41", "42", "42 dirty", "43", "43 dirty", "beta");

    /** Live version, snapshot version, path, and what the reason must say. */
    static Stream<Arguments> cells() {
        return Stream.of(
                cell("42", "42", DATA_ONLY, "both have schema version 42"),
                cell("042", "42", DATA_ONLY, "both have schema version 042"),
                cell("beta", "beta", DATA_ONLY, "both have schema version beta"),
                cell("43", "42", DROP_AND_RESTORE, "43 is newer than the snapshot's 42"),
                cell("10", "9", DROP_AND_RESTORE, "newer"),
                cell("20240201000000", "20231231235959", DROP_AND_RESTORE, "newer"),
                cell("1.10", "1.9", DROP_AND_RESTORE, "newer"),
                cell("2", "1.9.9", DROP_AND_RESTORE, "newer"),
                cell("41", "42", REFUSED, "upgrade the application to version 42 first"),
                cell("9", "10", REFUSED, "upgrade the application to version 10 first"),
                cell("42 dirty", "42", DROP_AND_RESTORE, "the live migration is unfinished (dirty)"),
                cell("43 dirty", "42", DROP_AND_RESTORE, "newer"),
                cell("41 dirty", "42", REFUSED, "upgrade"),
                cell("42", "42 dirty", REFUSED, "take another snapshot"),
                cell("43", "42 dirty", REFUSED, "take another snapshot"),
                cell("41", "42 dirty", REFUSED, "take another snapshot"),
                cell("42 dirty", "42 dirty", REFUSED, "take another snapshot"),
                cell(NONE, "42", REFUSED, "it has table public.precious"),
                cell("42", NONE, REFUSED, "the snapshot has no schema version"),
                cell(NONE, NONE, REFUSED, "neither the live database nor the snapshot"),
                cell(NONE, "42 dirty", REFUSED, "no schema version"),
                cell("beta", "42", REFUSED, "nobody can tell"),
                cell("42", "beta", REFUSED, "nobody can tell"),
                cell("alpha", "beta", REFUSED, "nobody can tell"));
    }

    @ParameterizedTest(name = "live {0}, snapshot {1}: {2}")
    @MethodSource("cells")
    void theVersionsDecide(SchemaVersion live, SchemaVersion snapshot, RestorePath path, String reason) {
        Decision decision = decide("table public.precious", false, live, snapshot);

        assertThat(decision.path()).isEqualTo(path);
        assertThat(decision.reason()).contains(reason).doesNotContain("\n");
        if (path == REFUSED) {
            assertThat(decision.reason()).contains("--drop");
        }
    }

    @Test
    void anEmptyDatabaseTakesEverySnapshot() {
        for (String snapshot : VERSIONS) {
            for (boolean drop : new boolean[] {false, true}) {
                assertThat(decide("", drop, version(NONE), version(snapshot)).path())
                        .isEqualTo(EMPTY_TARGET);
            }
        }
    }

    @Test
    void whatAnInterruptedRestoreIntoAnEmptyDatabaseLeftIsNothingToLose() {
        for (String live : VERSIONS) {
            for (boolean drop : new boolean[] {false, true}) {
                Decision decision =
                        Decision.of(new Decision.Situation("table t", true, drop, version(live), version("42")));
                assertThat(decision.path()).isEqualTo(EMPTY_TARGET);
                assertThat(decision.reason()).contains("interrupted");
            }
        }
    }

    @Test
    void dropForcesItWhateverTheVersionsAre() {
        for (String live : VERSIONS) {
            for (String snapshot : VERSIONS) {
                assertThat(decide("table t", true, version(live), version(snapshot))
                                .path())
                        .isEqualTo(DROP_AND_RESTORE);
            }
        }
    }

    private static Decision decide(String holds, boolean drop, SchemaVersion live, SchemaVersion snapshot) {
        return Decision.of(new Decision.Situation(holds, false, drop, live, snapshot));
    }

    private static Arguments cell(String live, String snapshot, RestorePath path, String reason) {
        return Arguments.of(version(live), version(snapshot), path, reason);
    }

    private static SchemaVersion version(String text) {
        if (text.equals(NONE)) {
            return SchemaVersion.UNVERSIONED;
        }
        return new SchemaVersion(text.replace(" dirty", ""), text.endsWith(" dirty"));
    }
}
