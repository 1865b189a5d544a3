package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.Toc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A damaged archive is refused, or the damage changed nothing; it never hangs, and never takes more memory than a small
 * multiple of the file.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HostileArchiveTest {

    private static final int RANDOM_PLACES = 600;
    private static final long MEMORY = 64 << 20;

    private static byte[] original = new byte[0];
    private static Toc toc = new RandomToc(0).next(ArchiveVersion.V1_14);
    private static Map<String, Long> contents = Map.of();
    private static List<Member> members = List.of();

    @BeforeAll
    static void makeArchive() throws IOException {
        Path archive = ArchiveCopies.withManifest(RealArchives.dump(15, "--schema=odd*", "--schema=public", "--blobs"));
        original = Files.readAllBytes(archive);
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            toc = reader.toc();
            members = reader.members();
            contents = contents(reader);
        }
    }

    @Test
    void cutAnywhereItIsRefused() throws IOException {
        List<Integer> places = new ArrayList<>(List.of(0, 1, 100, 511, 512, 513));
        for (Member member : members) {
            int header = (int) member.offset() - TarHeader.BLOCK;
            places.addAll(
                    List.of(header, header + 1, (int) member.offset(), (int) (member.offset() + member.size() / 2)));
            places.add((int) member.end() - 1);
        }
        places.add(original.length - 1);
        for (int place : places) {
            Path file = file(Arrays.copyOf(original, place));
            assertThatThrownBy(() -> ArchiveReader.open(file).close())
                    .as("cut at %s", place)
                    .isInstanceOf(ArchiveException.class);
        }
    }

    @Test
    void everyDamagedHeaderIsNoticedOrHarmless() throws IOException {
        Random random = new Random(1);
        for (Member member : members) {
            int header = (int) member.offset() - TarHeader.BLOCK;
            for (int field : new int[] {0, 100, 124, 134, 136, 148, 154, 156, 257, 263, 345}) {
                damage(header + field, (byte) random.nextInt(256));
            }
        }
    }

    @Test
    void everyDamagedByteAtTheStartOfTheTocIsNoticed() throws IOException {
        for (int i = 0; i < 400; i++) {
            damage(TarHeader.BLOCK + i, (byte) (original[TarHeader.BLOCK + i] ^ (1 << (i % 8))));
        }
    }

    @Test
    void damageAtRandomPlacesIsNoticedOrHarmless() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < RANDOM_PLACES; i++) {
            damage(random.nextInt(original.length), (byte) random.nextInt(256));
        }
    }

    @Test
    void damageInATocWithoutDigestIsRefusedOrRead() throws IOException {
        // Nothing but the format itself can notice this, so it may be read, but must end.
        Random random = new Random(3);
        byte[] plain = Files.readAllBytes(RealArchives.dump(15, "--schema-only"));
        for (int i = 0; i < RANDOM_PLACES; i++) {
            byte[] damaged = plain.clone();
            int place = TarHeader.BLOCK + random.nextInt(plain.length / 2);
            damaged[place] = (byte) random.nextInt(256);
            read(file(damaged), reader -> reader.verify());
        }
    }

    @Test
    void otherFormatsAreCalledByName() throws IOException {
        refused("custom format", "PGDMP\u0001\u000e\u0000\u0004\b\u0001".getBytes(StandardCharsets.ISO_8859_1));
        refused("gunzip", gzip(original));
        refused("psql", "--\n-- PostgreSQL database dump\n--\n".getBytes(StandardCharsets.UTF_8));
        refused("is empty", new byte[0]);
        refused("no tar header", filled(2000, 'x'));
        refused("no toc.dat", new byte[1024]);
        Path folder = Files.createTempDirectory("folder");
        assertThatThrownBy(() -> ArchiveReader.open(folder)).hasMessageContaining("is a directory");
        Files.write(folder.resolve("toc.dat"), new byte[1]);
        assertThatThrownBy(() -> ArchiveReader.open(folder)).hasMessageContaining("directory format");
        assertThatThrownBy(() -> ArchiveReader.open(folder.resolve("none")))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }

    @Test
    void dangerousNamesAreRefused() throws IOException {
        for (String name : List.of("/etc/passwd", "../up.dat", "a/../../b", "..\\up.dat")) {
            refused("leads out of the archive", tar(name, new byte[10]));
        }
        byte[] twice = join(member("1.dat", new byte[10]), tar("1.dat", new byte[10]));
        refused("a second member", twice);
    }

    @Test
    void impossibleSizesAreRefused() throws IOException {
        refused("it was cut off", join(TarHeader.encode("toc.dat", Long.MAX_VALUE / 2, 0), new byte[1024]));
        byte[] negative = TarHeader.encode("toc.dat", 1L << 40, 0);
        Arrays.fill(negative, 124, 136, (byte) 0xff);
        refused("size", join(withChecksum(negative), new byte[1024]));
        refused("entries do not fit", tar("toc.dat", tocHeader(Integer.MAX_VALUE)));
        refused("entries do not fit", tar("toc.dat", tocHeader(-1)));
        refused("toc.dat ends after", tar("toc.dat", Arrays.copyOf(tocHeader(0), 60)));
    }

    @Test
    void versionsThatAreNotKnownAreRefused() throws IOException {
        byte[] header = tocHeader(0);
        header[6] = 17;
        refused("newer than 1.16", tar("toc.dat", header));
        header[6] = 11;
        refused("older than 1.12", tar("toc.dat", header));
        header[6] = 14;
        header[10] = 5;
        refused("directory dump", tar("toc.dat", header));
    }

    @Test
    void somethingBehindTheEndIsNoticed() throws IOException {
        byte[] longer = Arrays.copyOf(original, original.length + 4096);
        read(file(longer), ArchiveReader::verify);
        longer[longer.length - 1] = 1;
        Path file = file(longer);
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            assertThatThrownBy(reader::verify)
                    .isInstanceOfSatisfying(
                            ArchiveException.class, e -> assertThat(e.offset()).isEqualTo(longer.length - 1));
        }
    }

    /** The head of an empty toc.dat of version 1.14 that claims to have this many entries. */
    private static byte[] tocHeader(int count) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(file(original));
                InputStream in = reader.open(MemberNames.TOC)) {
            byte[] all = in.readAllBytes();
            // Magic, versions, sizes and format; compression and time; three strings; then the count.
            int position = 11 + 8 * 5;
            for (int i = 0; i < 3; i++) {
                position += 5 + all[position + 1];
            }
            byte[] head = Arrays.copyOf(all, position + 5);
            head[position] = (byte) (count < 0 ? 1 : 0);
            int rest = Math.abs(count);
            for (int i = 1; i <= 4; i++) {
                head[position + i] = (byte) rest;
                rest >>>= 8;
            }
            return head;
        }
    }

    /** The archive has digests, so whatever passes the check has to be the original. */
    private static void damage(int place, byte value) throws IOException {
        byte[] damaged = original.clone();
        damaged[place] = value;
        read(file(damaged), reader -> {
            reader.verify();
            assertThat(reader.toc()).as("byte %s = %s", place, value).isEqualTo(toc);
            assertThat(contents(reader)).as("byte %s = %s", place, value).isEqualTo(contents);
        });
    }

    private interface Reading {
        void run(ArchiveReader reader) throws IOException;
    }

    private static void read(Path file, Reading reading) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            reading.run(reader);
        } catch (SnapshotException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE);
            assertThat(e.getMessage()).doesNotContain("\n");
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY);
    }

    /** All members that the manifest lists, with a checksum. */
    private static Map<String, Long> contents(ArchiveReader reader) throws IOException {
        Map<String, Long> sums = new LinkedHashMap<>();
        byte[] chunk = new byte[1 << 16];
        for (Member member : reader.members()) {
            if (member.name().equals(MemberNames.MANIFEST)) {
                continue;
            }
            CRC32 sum = new CRC32();
            try (InputStream in = reader.open(member)) {
                for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                    sum.update(ByteBuffer.wrap(chunk, 0, count));
                }
            }
            sums.put(member.name(), sum.getValue());
        }
        return sums;
    }

    private static void refused(String why, byte[] content) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> ArchiveReader.open(file).close())
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(why);
    }

    private static Path file(byte[] content) throws IOException {
        Path file = Path.of(
                System.getProperty("java.io.tmpdir"),
                "hostile-" + ProcessHandle.current().pid() + ".tar");
        Files.write(file, content);
        file.toFile().deleteOnExit();
        return file;
    }

    private static byte[] tar(String name, byte[] content) {
        return join(member(name, content), new byte[2 * TarHeader.BLOCK]);
    }

    private static byte[] member(String name, byte[] content) {
        return join(TarHeader.encode(name, content.length, 0), Arrays.copyOf(content, (int)
                TarHeader.padded(content.length)));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] withChecksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        byte[] digits = String.format("%07o ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 148, 8);
        return header;
    }

    private static byte[] filled(int length, char with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
