package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Copies an archive member by member through our own writer, restore.sql written anew. */
final class ArchiveCopies {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private ArchiveCopies() {}

    /** A copy without a manifest, as pg_dump would have written it. */
    static Path plain(Path original) {
        return copy(original, false);
    }

    /** A copy with a manifest, as we write archives. */
    static Path withManifest(Path original) {
        return copy(original, true);
    }

    private static Path copy(Path original, boolean withManifest) {
        Path target = RealArchives.temporary("ours", ".tar");
        try (ArchiveReader reader = ArchiveReader.open(original);
                FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            ArchiveWriter writer = new ArchiveWriter(channel, target.toString(), TIME);
            writer.writeToc(reader.toc(), ZoneOffset.UTC);
            for (Member member : reader.members()) {
                if (!List.of(MemberNames.TOC, MemberNames.RESTORE_SQL).contains(member.name())) {
                    copy(reader, member, writer);
                }
            }
            try (MemberWriter member = writer.member(MemberNames.RESTORE_SQL)) {
                try (OutputStream out = ArchiveWriter.outputStream(member)) {
                    SqlScript.writeRestoreSql(reader.toc(), restoreOptions(reader), reader.charset(), out);
                }
                member.finish(-1);
            }
            long size = withManifest ? writer.finish(manifest()) : writer.finish();
            if (size != channel.size()) {
                throw new IllegalStateException("the writer says " + size + " bytes, the file has " + channel.size());
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(ArchiveReader reader, Member member, ArchiveWriter writer) throws IOException {
        boolean isRows = reader.toc().entries().stream()
                .anyMatch(entry -> member.name().equals(entry.fileName()) && entry.copyStmt() != null);
        long rows = isRows ? -3 : -1;
        try (MemberWriter copy = writer.member(member.name());
                InputStream content = reader.open(member)) {
            OutputStream out = ArchiveWriter.outputStream(copy);
            for (int b = content.read(); b >= 0; b = content.read()) {
                out.write(b);
                rows += isRows && b == '\n' ? 1 : 0;
            }
            out.flush();
            copy.finish(rows);
        }
    }

    /** Whether pg_dump ran with --no-owner is written nowhere but in its restore.sql. */
    private static ScriptOptions restoreOptions(ArchiveReader reader) throws IOException {
        ScriptOptions options = ScriptOptions.of(reader.toc());
        try (InputStream real = reader.open(MemberNames.RESTORE_SQL)) {
            String text = new String(real.readAllBytes(), reader.charset());
            boolean hasOwners =
                    reader.toc().entries().stream().map(TocEntry::desc).noneMatch("SCHEMA"::equals)
                            || text.contains(" OWNER TO ");
            return hasOwners ? options : options.with(Flag.NO_OWNER);
        }
    }

    private static Manifest manifest() {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                "15.18",
                "sample",
                "0/16B3748",
                new SchemaVersion("42", true),
                "db-snapshot test",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Map.of("citext", "1.6"),
                List.of());
    }
}
