package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our writer writes is what pg_dump writes, and the real pg_restore takes it. */
class ArchiveWriterTest {

    private static final int MODIFIED = 136;
    private static final int MODIFIED_END = 148;
    private static final int CHECKSUM_END = 156;

    @ParameterizedTest(name = "pg_dump {0}")
    @ValueSource(
            strings = {"--encoding=UTF8", "--no-owner --no-privileges", "--schema-only", "--data-only", "--inserts"})
    void copyOfAWholeArchiveIsByteForByteThatOfPgDump(String arguments) throws IOException {
        Path real = RealArchives.dump(15, arguments.split(" "));
        Path ours = ArchiveCopies.plain(real);
        byte[] expected = withoutTimes(real);
        byte[] actual = withoutTimes(ours);
        assertThat(Arrays.mismatch(actual, expected)).isEqualTo(-1);
    }

    /** The content with every header's time, which differs, and checksum, which follows from it, blanked. */
    private static byte[] withoutTimes(Path archive) throws IOException {
        byte[] content = Files.readAllBytes(archive);
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            for (Member member : reader.members()) {
                int header = (int) member.offset() - TarHeader.BLOCK;
                Arrays.fill(content, header + MODIFIED, header + MODIFIED_END, (byte) 0);
                Arrays.fill(content, header + MODIFIED_END, header + CHECKSUM_END, (byte) 0);
            }
        }
        return content;
    }

    @Test
    void headerIsByteForByteThatOfPgDump() throws IOException {
        Path real = RealArchives.dump(15);
        byte[] header = Arrays.copyOf(Files.readAllBytes(real), TarHeader.BLOCK);
        long modified = Long.parseLong(new String(header, MODIFIED, 11, StandardCharsets.US_ASCII), 8);
        TarHeader decoded = TarHeader.decode(header);
        assertThat(decoded.name()).isEqualTo(MemberNames.TOC);
        assertThat(TarHeader.encode(decoded.name(), decoded.size(), modified)).isEqualTo(header);
    }

    @Test
    void manifestComesBackAsItWasWritten() {
        try (ArchiveReader reader = ArchiveReader.open(ArchiveCopies.withManifest(RealArchives.dump(15)))) {
            Manifest manifest = reader.manifest().orElseThrow();
            assertThat(manifest.schemaVersion()).isEqualTo(new SchemaVersion("42", true));
            assertThat(manifest.created()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
            assertThat(manifest.snapshotLsn()).isEqualTo("0/16B3748");
            assertThat(manifest.members()).hasSize(reader.members().size() - 1);
            assertThat(manifest.members().get(0).name()).isEqualTo(MemberNames.TOC);
            assertThat(manifest.members()).extracting(MemberRecord::rows).contains(3L, -1L);
            reader.verify();
        }
    }

    @Test
    void realPgRestoreListsAndRestoresAnArchiveWithManifest() {
        Path real = RealArchives.dump(15);
        Path ours = ArchiveCopies.withManifest(real);
        for (int major : RealPrograms.majors()) {
            if (major >= 15) {
                assertThat(listing(ours, major)).isEqualTo(listing(real, major));
            }
        }
        PostgresServer server = PostgresServer.shared(15);
        RealPrograms programs = RealPrograms.of(15);
        assertThat(dumpAfterRestoreOf(ours, programs, server)).isEqualTo(dumpAfterRestoreOf(real, programs, server));
    }

    private static String listing(Path archive, int major) {
        return RealPrograms.of(major)
                .run("pg_restore", "--list", archive.toString())
                .orThrow()
                .text();
    }

    private static String dumpAfterRestoreOf(Path archive, RealPrograms programs, PostgresServer server) {
        String database = server.createDatabase();
        programs.restore(server, database, archive, "--no-owner", "--no-privileges");
        return programs.dump(server, database, "--restrict-key", "key").text();
    }

    @Test
    void aMemberOfMoreThan8GibHasABase256Size() throws IOException {
        long size = 9L << 30;
        Path sparse = RealArchives.temporary("sparse", ".tar");
        byte[] toc = Files.readAllBytes(RealArchives.dump(15));
        int tocEnd = (int) tocEnd();
        try (FileChannel channel = FileChannel.open(sparse, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(toc, 0, tocEnd), 0);
            byte[] header = TarHeader.encode("huge.bin", size, 0);
            assertThat(Arrays.copyOfRange(header, 124, 136)).containsExactly(0x80, 0, 0, 0, 0, 0, 0, 2, 0x40, 0, 0, 0);
            channel.write(ByteBuffer.wrap(header), tocEnd);
            channel.write(ByteBuffer.wrap(new byte[] {'!'}), tocEnd + TarHeader.BLOCK + size - 1);
            channel.write(ByteBuffer.allocate(2 * TarHeader.BLOCK), tocEnd + TarHeader.BLOCK + size);
        }
        try (ArchiveReader reader = ArchiveReader.open(sparse)) {
            Member member = reader.member("huge.bin").orElseThrow();
            assertThat(member.size()).isEqualTo(size);
            try (var in = reader.open(member)) {
                assertThat(in.skip(size - 1)).isEqualTo(size - 1);
                assertThat(in.read()).isEqualTo('!');
                assertThat(in.read()).isEqualTo(-1);
            }
        }
        assertThat(TarHeader.encode("a", (8L << 30) - 1, 0)[124]).isEqualTo((byte) '7');
    }

    private static long tocEnd() {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(15))) {
            return reader.member(MemberNames.TOC).orElseThrow().end();
        }
    }

    @Test
    void membersAreWrittenOneAfterTheOther() throws IOException {
        Path target = RealArchives.temporary("order", ".tar");
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            ArchiveWriter writer = new ArchiveWriter(channel, "order.tar", Instant.EPOCH);
            assertThatThrownBy(() -> writer.member("1.dat")).hasMessageContaining("toc.dat");
            MemberWriter toc = writer.member(MemberNames.TOC);
            assertThatThrownBy(() -> writer.member("1.dat")).hasMessageContaining("not finished");
            assertThatThrownBy(writer::finish).hasMessageContaining("not finished");
            toc.finish(-1);
            assertThatThrownBy(() -> toc.write(ByteBuffer.allocate(1))).hasMessageContaining("is finished");
            assertThatThrownBy(() -> writer.member(MemberNames.TOC)).hasMessageContaining("exists");
        }
    }
}
