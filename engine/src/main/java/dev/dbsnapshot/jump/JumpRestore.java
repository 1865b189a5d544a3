package dev.dbsnapshot.jump;

import dev.dbsnapshot.api.Confirmation;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.Member;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.kube.jump.ClientPod;
import dev.dbsnapshot.restore.Decision;
import dev.dbsnapshot.restore.Quietly;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.restore.journal.TargetName;
import dev.dbsnapshot.restore.replay.Findings;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import dev.dbsnapshot.store.PendingFile;
import dev.dbsnapshot.version.LiveVersion;
import dev.dbsnapshot.version.OfflineVersion;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restores an archive by the pg_restore and psql of a pod, in one transaction. What becomes of the database is decided as
 * everywhere else, and the person is asked as everywhere else. Immutable; the pod is used by one thread.
 *
 * @param pod runs the programs
 * @param archive the archive
 * @param options how; only what one transaction can do
 * @param versionTable where the version of the schema stands
 * @param confirmation asks before the first change
 * @param quiesce stops the application meanwhile
 * @param journalFolder where that is remembered
 * @param safetyFolder where the live database is backed up before something in it is destroyed
 * @param progress hears how far it is
 */
public record JumpRestore(
        ClientPod pod,
        Path archive,
        RestoreOptions options,
        VersionTable versionTable,
        Confirmation confirmation,
        Quiesce quiesce,
        Path journalFolder,
        Path safetyFolder,
        Progress progress) {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What is found out before anything is changed. */
    private record Plan(RestorePreview preview, RestoreScript script) {}

    /** A restore that asks nobody and stops nothing. */
    public static JumpRestore of(
            ClientPod pod, Path archive, Path journalFolder, Path safetyFolder, Progress progress) {
        return new JumpRestore(
                pod,
                archive,
                RestoreOptions.DEFAULT,
                VersionTable.DEFAULT,
                Confirmation.AGREED,
                Quiesce.NONE,
                journalFolder,
                safetyFolder,
                progress);
    }

    /** The same with these options. */
    public JumpRestore withOptions(RestoreOptions value) {
        requirePossible(value);
        return new JumpRestore(
                pod, archive, value, versionTable, confirmation, quiesce, journalFolder, safetyFolder, progress);
    }

    /** The same with the version of the schema in this table, and column if it is not {@code null}. */
    public JumpRestore withVersionTable(String table, @Nullable String column) {
        VersionTable named = VersionTable.parse(table).withColumn(column);
        return new JumpRestore(
                pod, archive, options, named, confirmation, quiesce, journalFolder, safetyFolder, progress);
    }

    /** The same, asking before the first change. */
    public JumpRestore confirm(Confirmation value) {
        return new JumpRestore(
                pod, archive, options, versionTable, value, quiesce, journalFolder, safetyFolder, progress);
    }

    /** The same, stopping the application where its tables go away. */
    public JumpRestore quiesce(Quiesce value) {
        return new JumpRestore(
                pod, archive, options, versionTable, confirmation, value, journalFolder, safetyFolder, progress);
    }

    /** Refuses what one transaction in a pod cannot do. */
    public static void requirePossible(RestoreOptions options) {
        if (options.strategy() != RestoreStrategy.IN_PLACE
                || options.jobs() > 1
                || !options.selection().equals(RestoreSelection.EVERYTHING)) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "the jump pod restores a whole archive in one transaction, without owners and privileges: leave out"
                            + " --strategy, --no-atomic, --jobs and what selects a part, or use another way than"
                            + " --via jump-pod");
        }
    }

    /** Looks and tells; changes nothing in the database. */
    public RestorePreview plan() {
        try (ArchiveReader reader = read()) {
            return look(reader).preview();
        }
    }

    /**
     * Runs it.
     *
     * @throws SnapshotException if it failed; the database is as it was, unless the message says that the outcome is
     *     unknown
     */
    public RestoreResult run() {
        try (FileJournal journal = FileJournal.open(journalFolder, pod.target())) {
            journal.mustBeSettled();
            return run(journal);
        }
    }

    private RestoreResult run(Journal journal) {
        long started = System.nanoTime();
        try (ArchiveReader reader = read()) {
            Plan plan = look(reader);
            RestorePreview preview = plan.preview();
            mustBegin(preview);
            if (!confirmation.agrees(preview)) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "not restored: nobody agreed, and nothing was changed in " + preview.database());
            }
            // The archive is there before the application stops: that takes longest.
            progress.on(new Progress.PhaseStarted("send"));
            progress.on(new Progress.DataExpected(archive.toFile().length(), 1, false));
            pod.upload(archive, RestoreScript.ARCHIVE, bytes -> progress.on(new Progress.BytesMoved(bytes)));
            boolean stops = preview.path() == RestorePath.DROP_AND_RESTORE || quiesce.always();
            Quietly.during(stops ? quiesce : Quiesce.NONE, journal, () -> {
                carryOut(plan);
                return preview;
            });
            return new RestoreResult(
                    archive,
                    preview.database(),
                    preview.path(),
                    RestoreStrategy.IN_PLACE,
                    preview.snapshot(),
                    plan.script().dropped(),
                    plan.script().entries().size(),
                    -1,
                    preview.dataBytes(),
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private ArchiveReader read() {
        progress.on(new Progress.PhaseStarted("verify"));
        ArchiveReader reader = ArchiveReader.open(archive);
        boolean verified = false;
        try {
            reader.verify(progress);
            verified = true;
            return reader;
        } finally {
            if (!verified) {
                reader.close();
            }
        }
    }

    private Plan look(ArchiveReader reader) {
        progress.on(new Progress.PhaseStarted("preflight"));
        Queries queries = pod.queries();
        Server server = Server.read(queries);
        SchemaVersion live = LiveVersion.read(queries, versionTable);
        SchemaVersion snapshot = OfflineVersion.read(reader, versionTable);
        List<UserObject> inTheWay = TargetGuard.inTheWay(UserObjects.read(queries, Set.of(), Set.of()));
        Decision decision =
                Decision.of(new Decision.Situation(TargetGuard.named(inTheWay), false, options.drop(), live, snapshot));
        List<Finding> findings = new ArrayList<>(new TargetGuard(queries, server).standby());
        List<UserObject> dropped = List.of();
        List<RestorePreview.ReplacedTable> replaced = List.of();
        RestoreScript script = new RestoreScript(List.of(), List.of(), List.of(), 0);
        switch (decision.path()) {
            case DATA_ONLY -> {
                DataOnlyScript data = new DataOnlyScript(queries, reader.toc());
                findings.addAll(data.findings());
                replaced = data.replaced();
                script = data.script();
            }
            case DROP_AND_RESTORE -> {
                DropScript drop = new DropScript(queries, server);
                dropped = drop.objects();
                findings.addAll(drop.findings(dropped));
                script = drop.script(dropped, reader.toc());
            }
            case EMPTY_TARGET -> script = new DropScript(queries, server).script(List.of(), reader.toc());
            case REFUSED, ADDITION -> {}
        }
        RestorePreview preview = new RestorePreview(
                archive,
                server.database(),
                pod.target().address(),
                server.user(),
                decision.path(),
                RestoreStrategy.IN_PLACE,
                decision.reason(),
                live,
                snapshot,
                dropped.stream().map(UserObject::described).toList(),
                replaced,
                List.of(),
                List.of(),
                findings,
                reader.members().stream().mapToLong(Member::size).sum(),
                null);
        return new Plan(preview, script);
    }

    private void mustBegin(RestorePreview preview) {
        if (preview.path() == RestorePath.REFUSED) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT, "database " + preview.database() + " is not restored: " + preview.reason());
        }
        Findings.mustNotStop(preview.findings(), progress);
    }

    private void carryOut(Plan plan) {
        RestorePath path = plan.preview().path();
        if (path != RestorePath.EMPTY_TARGET && options.safetySnapshot()) {
            safetySnapshot(plan.preview().database());
        }
        progress.on(new Progress.PhaseStarted("pg_restore"));
        pod.write("before.sql", plan.script().beforeText(options.lockTimeout().toMillis()));
        pod.write("after.sql", plan.script().afterText());
        pod.write("entries.list", plan.script().list());
        pod.write("large-objects.list", plan.script().largeObjectList());
        String output;
        try {
            output = pod.run("pg_restore", RestoreScript.run(), "", bytes -> {});
        } catch (SnapshotException e) {
            throw failed(e, plan.preview().database());
        }
        if (!output.contains(RestoreScript.COMMITTED)) {
            throw new SnapshotException(
                            ErrorCode.SERVER,
                            "pg_restore in the jump pod did not come to its end: try again with -v, and see the log")
                    .endingUnchanged(
                            "nothing was changed in database " + plan.preview().database());
        }
    }

    /** The programs themselves say that they failed; of everything else nobody knows whether the commit came through. */
    private static SnapshotException failed(SnapshotException e, String database) {
        return e.code() == ErrorCode.SERVER
                ? e.endingUnchanged("nothing was changed in database " + database)
                : e.ending("whether the restore into database " + database
                        + " was committed is unknown: look before trying again");
    }

    private void safetySnapshot(String database) {
        progress.on(new Progress.PhaseStarted("safety"));
        Path folder = safetyFolder.resolve(TargetName.of(pod.target()));
        PendingFile.createFolder(folder);
        Path file = folder.resolve("before-restore-" + TIMESTAMP.format(Instant.now()) + ".tar");
        Path made = JumpBackup.of(pod, file, event -> {
                    if (!(event instanceof Progress.PhaseStarted)) {
                        progress.on(event);
                    }
                })
                .run()
                .file();
        progress.on(new Progress.Warning(
                "what is in " + database + " now is kept in safety snapshot " + made + ": restore that to go back"));
    }
}
