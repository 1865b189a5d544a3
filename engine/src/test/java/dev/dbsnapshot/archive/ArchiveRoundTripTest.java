package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.TocEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the real pg_dump writes is read completely: written again, it is the same, byte for byte. */
class ArchiveRoundTripTest {

    @Test
    void tableOfContentsIsTheSameWhenWrittenAgain() throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(15))) {
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            TocWriter.write(reader.toc(), ZoneOffset.UTC, again);
            assertThat(reader.toc().entries()).hasSizeGreaterThan(200);
            assertThat(reader.toc().version()).isEqualTo(ArchiveVersion.V1_14);
            assertThat(reader.encoding()).isEqualTo("UTF8");
            try (InputStream original = reader.open(MemberNames.TOC)) {
                assertThat(again.toByteArray()).isEqualTo(original.readAllBytes());
            }
        }
    }

    @Test
    void realArchivesPassTheCheck() {
        for (Path archive : List.of(
                RealArchives.dump(15),
                RealArchives.dump(15, "--inserts"),
                RealArchives.dump(15, "--schema-only"),
                RealArchives.dump(15, "--data-only"))) {
            try (ArchiveReader reader = ArchiveReader.open(archive)) {
                reader.verify();
                assertThat(reader.manifest()).isEmpty();
            }
        }
    }

    @Test
    void rowsComeWithoutTheTerminator() throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(15))) {
            TocEntry entry = entry(reader, "TABLE DATA", "line\nbreak; DROP");
            try (InputStream rows = reader.openRows(entry)) {
                assertThat(new String(rows.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("1\t\\\\.\n2\t\\N\n3\t\\n\\\\.\\n\n");
            }
        }
    }

    @Test
    void largeObjectsAreFoundInOrder() throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(15))) {
            List<LargeObject> objects = reader.largeObjects(entry(reader, "BLOBS", "BLOBS"));
            assertThat(objects).extracting(LargeObject::oid).containsSequence(900001L, 900002L, 900003L, 900004L);
            try (InputStream content = reader.open(objects.get(0).member())) {
                assertThat(content.readAllBytes()).isEqualTo("a large object".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static TocEntry entry(ArchiveReader reader, String desc, String tag) {
        return reader.toc().entries().stream()
                .filter(entry -> entry.desc().equals(desc) && tag.equals(entry.tag()))
                .findFirst()
                .orElseThrow();
    }
}
