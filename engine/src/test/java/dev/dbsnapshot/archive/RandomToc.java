package dev.dbsnapshot.archive;

import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tables of contents with anything in them that the format can hold, the same for the same seed. */
final class RandomToc {

    private static final String CHARACTERS = "aZ09_ '\"\\\n\r\t;-$\u00e9\u00df\u20ac\u65e5\u672c\ud83d\ude00";

    private static final List<Section> SECTIONS = List.of(Section.values());

    private final Random random;

    RandomToc(long seed) {
        this.random = new Random(seed);
    }

    Toc next(ArchiveVersion version) {
        List<TocEntry> entries = new ArrayList<>();
        int count = random.nextInt(20);
        for (int i = 0; i < count; i++) {
            entries.add(entry(version, i * 3 + 1 + random.nextInt(3)));
        }
        return new Toc(
                version,
                4,
                8,
                version.compareTo(ArchiveVersion.V1_15) >= 0 ? random.nextInt(4) : random.nextInt(11) - 1,
                LocalDateTime.of(
                        1970 + random.nextInt(100),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60)),
                text(),
                text(),
                text(),
                entries);
    }

    private TocEntry entry(ArchiveVersion version, int dumpId) {
        String desc = "KIND " + random.nextInt(5);
        TocEntry.Builder entry = TocEntry.builder(dumpId, desc, SECTIONS.get(random.nextInt(4)))
                .hadDumper(random.nextBoolean())
                .catalogId(random.nextInt(1 << 30) * 4L, random.nextInt(1 << 30) * 4L + 3)
                .tag(text())
                .defn(text())
                .dropStmt(text())
                .copyStmt(text())
                .namespace(text())
                .tablespace(text())
                .owner(text())
                .fileName(text())
                .dependencies(IntStream.range(0, random.nextInt(8))
                        .mapToObj(i -> random.nextInt(Integer.MAX_VALUE))
                        .toList());
        if (version.compareTo(ArchiveVersion.V1_14) >= 0) {
            entry.tableam(text());
        }
        if (version.compareTo(ArchiveVersion.V1_16) >= 0) {
            entry.relkind((char) random.nextInt(0x80));
        }
        return entry.build();
    }

    private @Nullable String text() {
        if (random.nextInt(6) == 0) {
            return null;
        }
        int length = random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(12);
        int[] points = CHARACTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
