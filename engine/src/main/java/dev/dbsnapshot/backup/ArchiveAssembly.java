package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.Manifest;
import dev.dbsnapshot.archive.OrderedMembers;
import dev.dbsnapshot.archive.PortionWriter;
import dev.dbsnapshot.archive.SpoolFiles;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.store.PendingFile;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Puts an archive together: table of contents, data, restore.sql, and what the manifest will say. */
final class ArchiveAssembly {

    /**
     * An archive that lacks nothing but its manifest.
     *
     * @param archive what has written it
     * @param manifest without its members
     * @param entries how many entries there are
     * @param members how many of them have data
     * @param rows how many rows
     */
    record Filled(ArchiveWriter archive, Manifest manifest, int entries, int members, long rows) {}

    private final Planning planning;
    private final Server server;
    private final String lsn;
    private final SchemaVersion version;
    private final Clock clock;
    private final ArchiveEncoding encoding;

    ArchiveAssembly(
            Planning planning,
            Server server,
            String lsn,
            SchemaVersion version,
            Clock clock,
            ArchiveEncoding encoding) {
        this.planning = planning;
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
         * @param beside what other threads do meanwhile
         */
        long write(IntFunction<PortionWriter> portions, String encoding, List<Runnable> beside);
    }

    /** Where waits what is written before its turn. */
    record Waiting(long memoryBytes, SpoolFiles files) {}

    Filled write(Data data, PendingFile pending, Waiting waiting, Instant moment, Progress progress) {
        ArchiveWriter archive =
                new ArchiveWriter(pending.channel(), pending.finalPath().toString(), moment);
        DataPlan plan = planning.data();
        int count = plan.portions().size();
        long rows;
        int entries;
        try (OrderedMembers members =
                        new OrderedMembers(archive, 1 + count + 1, waiting.memoryBytes(), waiting.files());
                Meanwhile<ArchiveTexts> texts = Meanwhile.ask(() -> texts(moment))) {
            PortionWriter first = members.portion(0);
            PortionWriter last = members.portion(1 + count);
            IntFunction<PortionWriter> portions = index -> members.portion(1 + index);
            if (plan.isLittle()) {
                begin(progress);
                rows = data.write(
                        portions, encoding.name(), List.of(() -> texts.get().writeToc(first), () -> texts.get()
                                .writeRestoreSql(last)));
                progress.on(new Progress.PhaseStarted("finish"));
            } else {
                texts.get().writeToc(first);
                begin(progress);
                rows = data.write(portions, encoding.name(), List.of());
                progress.on(new Progress.PhaseStarted("finish"));
                texts.get().writeRestoreSql(last);
            }
            entries = texts.get().entries();
            members.requireComplete();
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                server.version().text(),
                server.database(),
                lsn,
                version,
                tool(ArchiveAssembly.class.getPackage().getImplementationVersion()),
                moment,
                server.extensions(),
                List.of());
        return new Filled(archive, manifest, entries, plan.members(), rows);
    }

    private ArchiveTexts texts(Instant moment) {
        return ArchiveTexts.of(planning.texts().get(), planning.data().files(), server, moment, clock, encoding);
    }

    private void begin(Progress progress) {
        DataPlan data = planning.data();
        progress.on(new Progress.PhaseStarted("data"));
        progress.on(new Progress.DataExpected(data.bytes(), data.members(), true));
    }

    private static String tool(@Nullable String version) {
        return version == null ? "db-snapshot" : "db-snapshot " + version;
    }
}
