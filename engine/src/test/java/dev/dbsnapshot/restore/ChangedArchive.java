package dev.dbsnapshot.restore;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.Member;
import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.MemberWriter;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An archive that somebody changed by hand. */
final class ChangedArchive {

    private ChangedArchive() {}

    /** A copy with definitions behind all others. */
    static Path withDefinitions(Path original, String... definitions) {
        return copy(
                original,
                entries -> {
                    List<TocEntry> more = new ArrayList<>(entries);
                    int id = entries.stream().mapToInt(TocEntry::dumpId).max().orElse(0);
                    for (String definition : definitions) {
                        more.add(TocEntry.builder(++id, "SQL", Section.POST_DATA)
                                .tag("by hand")
                                .defn(definition)
                                .build());
                    }
                    return more;
                },
                "");
    }

    /** A copy with other entries, and with a text behind the data of the entries that are INSERT statements. */
    static Path copy(Path original, UnaryOperator<List<TocEntry>> change, String statements) {
        Path target = original.resolveSibling("changed-" + original.getFileName());
        try (ArchiveReader reader = ArchiveReader.open(original);
                FileChannel channel = FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ArchiveWriter writer = new ArchiveWriter(channel, target.toString(), Instant.EPOCH);
            Toc toc = reader.toc();
            writer.writeToc(toc.withEntries(change.apply(toc.entries())), ZoneOffset.UTC);
            for (Member member : reader.members()) {
                if (!List.of(MemberNames.TOC, MemberNames.MANIFEST).contains(member.name())) {
                    copy(reader, member, writer, isStatements(toc, member) ? statements : "");
                }
            }
            writer.finish();
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStatements(Toc toc, Member member) {
        return toc.entries().stream()
                .anyMatch(entry -> entry.desc().equals("TABLE DATA")
                        && member.name().equals(entry.fileName())
                        && (entry.copyStmt() == null || entry.copyStmt().isEmpty()));
    }

    private static void copy(ArchiveReader reader, Member member, ArchiveWriter writer, String more)
            throws IOException {
        try (MemberWriter copy = writer.member(member.name());
                InputStream content = reader.open(member)) {
            OutputStream out = ArchiveWriter.outputStream(copy);
            content.transferTo(out);
            out.write(more.getBytes(StandardCharsets.UTF_8));
            out.flush();
            copy.finish(-1);
        }
    }
}
