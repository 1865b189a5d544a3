package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.Manifest;
import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.OrderedMembers;
import dev.dbsnapshot.archive.PortionWriter;
import dev.dbsnapshot.archive.SpoolFiles;
import dev.dbsnapshot.archive.TextEncoding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.store.PendingFile;
import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.EntryList;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Puts an archive together: table of contents, data, restore.sql, manifest. */
final class ArchiveAssembly {

    private static final int INT_SIZE = 4;
    private static final int OFFSET_SIZE = 8;

    /**
     * What was written.
     *
     * @param bytes the size of the file
     * @param entries how many entries there are
     * @param members how many of them have data
     * @param rows how many rows
     * @param records every member before the manifest; not changed any more
     */
    record Written(long bytes, int entries, int members, long rows, List<Manifest.MemberRecord> records) {}

    private final SchemaPlan plan;
    private final Server server;
    private final String lsn;
    private final SchemaVersion version;
    private final Clock clock;
    private final ArchiveEncoding encoding;

    ArchiveAssembly(
            SchemaPlan plan, Server server, String lsn, SchemaVersion version, Clock clock, ArchiveEncoding encoding) {
        this.plan = plan;
        this.server = server;
        this.lsn = lsn;
        this.version = version;
        this.clock = clock;
        this.encoding = encoding;
    }

    /** Writes the archive; the data comes through this. */
    @FunctionalInterface
    interface Data {
        /**
         * Writes all members with data, and tells how many rows they have.
         *
         * @param portions theirs, in the order of the plan
         * @param beside what another thread does meanwhile, if anything
         */
        long write(IntFunction<PortionWriter> portions, String encoding, @Nullable Runnable beside);
    }

    /** Where waits what is written before its turn. */
    record Waiting(long memoryBytes, SpoolFiles files) {}

    Written write(
            Data data, DataPlan dataPlan, PendingFile pending, Waiting waiting, Instant moment, Progress progress) {
        ArchiveWriter archive =
                new ArchiveWriter(pending.channel(), pending.finalPath().toString(), moment);
        Toc toc = toc(moment);
        int count = dataPlan.portions().size();
        long rows;
        try (OrderedMembers members =
                new OrderedMembers(archive, 1 + count + 1, waiting.memoryBytes(), waiting.files())) {
            PortionWriter first = members.portion(0);
            PortionWriter last = members.portion(1 + count);
            if (dataPlan.isLittle()) {
                begin(dataPlan, progress);
                rows = data.write(index -> members.portion(1 + index), encoding.name(), () -> {
                    writeToc(first, toc);
                    writeRestoreSql(last, toc);
                });
                progress.on(new Progress.PhaseStarted("finish"));
            } else {
                writeToc(first, toc);
                begin(dataPlan, progress);
                rows = data.write(index -> members.portion(1 + index), encoding.name(), null);
                progress.on(new Progress.PhaseStarted("finish"));
                writeRestoreSql(last, toc);
            }
            members.requireComplete();
        }
        List<Manifest.MemberRecord> records = archive.written();
        long bytes = archive.finish(new Manifest(
                Manifest.FORMAT_VERSION,
                server.version().text(),
                server.database(),
                lsn,
                version,
                tool(ArchiveAssembly.class.getPackage().getImplementationVersion()),
                moment,
                server.extensions(),
                List.of()));
        return new Written(bytes, plan.items().size(), dataPlan.members(), rows, records);
    }

    private static void begin(DataPlan data, Progress progress) {
        progress.on(new Progress.PhaseStarted("data"));
        progress.on(new Progress.DataExpected(data.bytes(), data.members(), true));
    }

    private Toc toc(Instant moment) {
        ArchiveVersion format = ArchiveVersion.ofServerMajor(plan.catalog().archiveMajor());
        return new Toc(
                format,
                INT_SIZE,
                OFFSET_SIZE,
                0,
                LocalDateTime.ofInstant(moment, clock.getZone()).withNano(0),
                server.database(),
                server.version().text(),
                dumpVersion(),
                entries());
    }

    private List<TocEntry> entries() {
        EntryList.Builder entries = new EntryList.Builder();
        plan.items().entries().forEach(entry -> entries.add(withEncoding(entry)));
        return entries.build();
    }

    /** The version of pg_dump that the archive equals: readers write its texts in that version's way. */
    private String dumpVersion() {
        int major = plan.catalog().archiveMajor();
        return major == server.version().major() ? server.version().text() : Integer.toString(major);
    }

    // A database without an encoding is dumped without converting anything: its archive says so.
    private TocEntry withEncoding(TocEntry entry) {
        return entry.desc().equals("ENCODING")
                ? entry.toBuilder()
                        .defn("SET client_encoding = '" + encoding.name() + "';\n")
                        .build()
                : entry;
    }

    private void writeToc(PortionWriter out, Toc toc) {
        out.toc(toc, clock.getZone(), new TextEncoding(encoding.name(), encoding.charset()));
        out.finish();
    }

    private void writeRestoreSql(PortionWriter portion, Toc toc) {
        portion.begin(MemberNames.RESTORE_SQL);
        try (OutputStream out = portion.stream()) {
            ScriptOptions options = ContentOptions.of(
                    plan.catalog().selection().options(), plan.catalog().archiveMajor());
            SqlScript.writeRestoreSql(toc, options, encoding.charset(), out);
        } catch (IOException e) {
            throw new SnapshotException(ErrorCode.IO, "cannot write restore.sql: " + e.getMessage(), e);
        }
        portion.end();
        portion.finish();
    }

    private static String tool(@Nullable String version) {
        return version == null ? "db-snapshot" : "db-snapshot " + version;
    }
}
