package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.RealPrograms;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the real pg_dump writes is read completely: written again, it is the same, byte for byte. */
class ArchiveRoundTripTest {

    static List<Integer> majors() {
        return RealPrograms.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void tableOfContentsIsTheSameWhenWrittenAgain(int major) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(major))) {
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            TocWriter.write(reader.toc(), ZoneOffset.UTC, again);
            assertThat(reader.toc().entries()).hasSizeGreaterThan(200);
            assertThat(reader.toc().version()).isEqualTo(ArchiveVersion.ofServerMajor(major));
            assertThat(reader.encoding()).isEqualTo("UTF8");
            try (InputStream original = reader.open(MemberNames.TOC)) {
                assertThat(again.toByteArray()).isEqualTo(original.readAllBytes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void realArchivesPassTheCheck(int major) {
        for (Path archive : List.of(
                RealArchives.dump(major),
                RealArchives.dump(major, "--inserts"),
                RealArchives.dump(major, "--schema-only"),
                RealArchives.dump(major, "--data-only"))) {
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

    @ParameterizedTest
    @MethodSource("majors")
    void largeObjectsAreFoundInOrder(int major) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(major))) {
            List<LargeObject> objects = reader.toc().entries().stream()
                    .filter(entry -> entry.desc().equals("BLOBS"))
                    .flatMap(entry -> reader.largeObjects(entry).stream())
                    .toList();
            assertThat(objects).extracting(LargeObject::oid).contains(900001L, 900002L, 900003L, 900004L);
            LargeObject first = objects.stream()
                    .filter(object -> object.oid() == 900001)
                    .findFirst()
                    .orElseThrow();
            try (InputStream content = reader.open(first.member())) {
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
