package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.Toc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a table of contents holds, it comes back, in every version of the format. */
class TocRoundTripTest {

    @ParameterizedTest(name = "version 1.{0}")
    @ValueSource(ints = {12, 13, 14, 15, 16})
    void whatIsWrittenIsRead(int minor) throws IOException {
        ArchiveVersion version = new ArchiveVersion(1, minor, 0);
        RandomToc generator = new RandomToc(minor);
        for (int i = 0; i < 300; i++) {
            Toc toc = generator.next(version);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TocWriter.write(toc, ZoneOffset.UTC, out);
            Member member = new Member(MemberNames.TOC, 512, out.size());
            TocInput in =
                    new TocInput(new ByteArrayInputStream(out.toByteArray()), "random.tar", member, Long.MAX_VALUE);
            assertThat(TocReader.read(in).toc()).as("toc number %s", i).isEqualTo(toc);
        }
    }
}
