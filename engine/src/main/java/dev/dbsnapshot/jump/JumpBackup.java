package dev.dbsnapshot.jump;

import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.kube.jump.ClientPod;
import dev.dbsnapshot.kube.jump.FileFacts;
import dev.dbsnapshot.restore.Quietly;
import dev.dbsnapshot.store.FreeSpace;
import dev.dbsnapshot.store.PendingFile;
import dev.dbsnapshot.store.Target;
import dev.dbsnapshot.version.LiveVersion;
import dev.dbsnapshot.version.OfflineVersion;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Backs up a database by the pg_dump of a pod: the archive is written there, fetched, compared by length and digest, and
 * read back; it appears whole or not at all. Immutable; the pod is used by one thread.
 *
 * @param pod runs pg_dump
 * @param target where the archive goes
 * @param overwrite whether it may replace a file
 * @param options what of the database is dumped
 * @param versionTable where the version of the schema stands
 * @param clock for the file's name
 * @param quiesce stops the application meanwhile
 * @param journalFolder where that is remembered, if anything is stopped
 * @param progress hears how far it is
 */
public record JumpBackup(
        ClientPod pod,
        Target target,
        boolean overwrite,
        DumpOptions options,
        VersionTable versionTable,
        Clock clock,
        Quiesce quiesce,
        @Nullable Path journalFolder,
        Progress progress) {

    private static final String ARCHIVE = "archive.tar";

    private record Facts(String database, long bytes) {}

    /** A backup of everything into a file. */
    public static JumpBackup of(ClientPod pod, Path file, Progress progress) {
        return into(pod, new Target.NamedFile(file), progress);
    }

    /** A backup of everything into a new file of a folder, which is made if it is not there. */
    public static JumpBackup intoFolder(ClientPod pod, Path folder, Progress progress) {
        return into(pod, new Target.NewSnapshot(folder), progress);
    }

    private static JumpBackup into(ClientPod pod, Target target, Progress progress) {
        return new JumpBackup(
                pod,
                target,
                false,
                DumpOptions.DEFAULT,
                VersionTable.DEFAULT,
                Clock.systemUTC(),
                Quiesce.NONE,
                null,
                progress);
    }

    /** The same with these options. */
    public JumpBackup withOptions(DumpOptions dump, boolean mayOverwrite, Clock names) {
        return new JumpBackup(pod, target, mayOverwrite, dump, versionTable, names, quiesce, journalFolder, progress);
    }

    /** The same with the version of the schema in this table, and column if it is not {@code null}. */
    public JumpBackup withVersionTable(String table, @Nullable String column) {
        VersionTable named = VersionTable.parse(table).withColumn(column);
        return new JumpBackup(pod, target, overwrite, options, named, clock, quiesce, journalFolder, progress);
    }

    /** The same while the application is stopped. */
    public JumpBackup quietly(Quiesce stops, Path journal) {
        return new JumpBackup(pod, target, overwrite, options, versionTable, clock, stops, journal, progress);
    }

    /**
     * Runs it.
     *
     * @return what was made; rows are not counted (-1), because pg_dump does not tell
     * @throws SnapshotException if it failed; then there is no file
     */
    public BackupResult run() {
        return journalFolder == null ? make() : Quietly.during(quiesce, journalFolder, pod.target(), this::make);
    }

    private BackupResult make() {
        long started = System.nanoTime();
        String arguments = DumpArguments.of(options);
        if (target instanceof Target.NewSnapshot) {
            PendingFile.createFolder(target.folder());
        }
        progress.on(new Progress.PhaseStarted("connect"));
        Queries queries = pod.queries();
        Facts facts = queries.query(
                        "SELECT pg_catalog.current_database() AS database,"
                                + " pg_catalog.pg_database_size(pg_catalog.current_database()) AS bytes",
                        row -> new Facts(row.text("database"), row.bigint("bytes")))
                .get(0);
        FreeSpace.check(target.folder(), facts.bytes(), progress);
        SchemaVersion version = LiveVersion.read(queries, versionTable);
        Path file = target.file(version, clock.instant());
        try (PendingFile pending = PendingFile.begin(file, overwrite, progress)) {
            FileFacts sent = dump(arguments, facts.bytes());
            fetch(sent, pending);
            int[] counts = readBack(pending, version);
            pending.commit();
            return new BackupResult(
                    file,
                    sent.bytes(),
                    facts.database(),
                    queries.version().text(),
                    version,
                    "",
                    counts[0],
                    counts[1],
                    -1,
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private FileFacts dump(String arguments, long databaseBytes) {
        progress.on(new Progress.PhaseStarted("pg_dump"));
        progress.on(new Progress.DataExpected(databaseBytes, 1, true));
        String unused = pod.run(
                "pg_dump",
                "exec pg_dump --format=tar --no-password --file=" + ARCHIVE + " " + arguments,
                ARCHIVE,
                bytes -> progress.on(new Progress.BytesMoved(bytes)));
        return pod.facts(ARCHIVE);
    }

    private void fetch(FileFacts sent, PendingFile pending) {
        progress.on(new Progress.PhaseStarted("fetch"));
        progress.on(new Progress.DataExpected(sent.bytes(), 1, false));
        pod.download(ARCHIVE, sent, pending.channel(), bytes -> progress.on(new Progress.BytesMoved(bytes)));
        pending.flush();
        String unused = pod.run("removing " + ARCHIVE, "rm -f " + ARCHIVE, "", bytes -> {});
    }

    /** What cannot be read is no backup; and its name must tell what it holds. */
    private int[] readBack(PendingFile pending, SchemaVersion named) {
        progress.on(new Progress.PhaseStarted("check"));
        try (ArchiveReader reader = ArchiveReader.open(pending.partialPath())) {
            reader.verify(progress);
            SchemaVersion held = OfflineVersion.read(reader, versionTable);
            boolean hasData = options.equals(DumpOptions.DEFAULT);
            if (hasData && !held.label().equals(named.label())) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "the schema went from version " + named.label() + " to " + held.label()
                                + " while the backup began: try again when the migration has ended");
            }
            return new int[] {reader.toc().entries().size(), reader.members().size() - 1};
        }
    }
}
