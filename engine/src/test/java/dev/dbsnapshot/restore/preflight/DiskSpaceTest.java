package dev.dbsnapshot.restore.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.Finding;
import org.junit.jupiter.api.Test;

/** What a restore takes on the server is told where it is much, and stops nothing. */
class DiskSpaceTest {

    @Test
    void muchIsToldAndLittleIsNot() {
        assertThat(DiskSpace.findings(500L << 30, 1 << 20)).isEmpty();
        assertThat(DiskSpace.findings(3L << 30, 5L << 30)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTE);
            assertThat(finding.text()).contains("about 10.0 GB").contains("the 3.0 GB that the database has now");
        });
    }
}
