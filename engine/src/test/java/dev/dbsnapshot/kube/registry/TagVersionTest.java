package dev.dbsnapshot.kube.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tag is the newest version. */
class TagVersionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v0.0.9 v0.0.10 v0.0.3|v0.0.10",
                "1.2 1.10.0 1.9.9|1.10.0",
                "v1.0.0-rc.1 v0.9.0|v0.9.0",
                "v1.0.0-rc.2 v1.0.0-rc.10 v1.0.0-beta|v1.0.0-rc.10",
                "v1.0.0-rc v1.0.0-rc.1|v1.0.0-rc.1",
                "v1.0.0-1 v1.0.0-alpha|v1.0.0-alpha",
                "latest main sha256-0a1b.sig 20261122 1234567 v2|v2",
                "v2.0.0 v10|v10",
                "v1.0.0_build.5 v0.9|v1.0.0_build.5",
                "latest stable|",
                "v999999999999999999999.0.0 v0.0.1|v0.0.1",
            })
    void newest(String tags, String newest) {
        assertThat(TagVersion.newest(List.of(tags.split(" "))).orElse(null)).isEqualTo(newest);
    }
}
