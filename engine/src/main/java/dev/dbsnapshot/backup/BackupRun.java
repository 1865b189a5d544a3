package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.Manifest;
import dev.dbsnapshot.archive.ReadBack;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.HalfRestored;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.OneAtATime;
import dev.dbsnapshot.connect.Pause;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionGroup;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.connect.SnapshotKeeper;
import dev.dbsnapshot.connect.StallWatch;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.SchemaReader;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.store.FreeSpace;
import dev.dbsnapshot.store.PendingFile;
import dev.dbsnapshot.store.Target;
import dev.dbsnapshot.version.LiveVersion;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One run of a backup: snapshot, locks, schema, and only then the archive. Whatever fails, the file under the final name
 * does not come about.
 */
public final class BackupRun {

    private static final long MOST_WAITING = 16L << 20;
    private static final int WAITING_SHARE = 4;
    private static final long RETRY_MILLIS = 1000;

    private static final String CANCELLED = "the backup was cancelled, and left no file";

    private final BackupRequest request;
    private final Progress progress;
    private String lastLsn = "0/0";

    public BackupRun(BackupRequest request) {
        this.request = request;
        this.progress = new OneAtATime(request.progress());
    }

    /** Runs it. */
    public BackupResult run() {
        long started = System.nanoTime();
        Target target = request.target();
        if (target == null) {
            throw new IllegalStateException("a backup needs a target: call toFile or toFolder");
        }
        request.options().check();
        VersionTable versionTable = request.versionTable();
        if (target instanceof Target.NewSnapshot) {
            PendingFile.createFolder(target.folder());
        }
        Instant moment = request.clock().instant();
        PendingFile.checkFree(target.file(SchemaVersion.UNVERSIONED, moment), request.overwrite());
        progress.on(new Progress.PhaseStarted("connect"));
        Transport transport = request.transport() == null ? new Direct() : request.transport();
        Sessions sessions = new Sessions(request.connection(), transport);
        try {
            return attempt(sessions, target, versionTable, moment, started);
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.CONNECTION_LOST || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return afresh(e, sessions, () -> attempt(sessions, target, versionTable, moment, started));
        }
    }

    /** The snapshot is lost with the session that kept it; nothing that was read can be used. Once is enough. */
    private BackupResult afresh(SnapshotException lost, Sessions sessions, Supplier<BackupResult> attempt) {
        progress.on(new Progress.Warning(
                lost.getMessage() + "; the snapshot is lost with it, so the backup starts afresh, once"));
        progress.on(new Progress.PhaseStarted("connect"));
        awaitServer(sessions);
        try {
            return attempt.get();
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.CONNECTION) {
                lost.addSuppressed(e);
                throw lost;
            }
            e.addSuppressed(lost);
            throw e;
        }
    }

    /**
     * A server that crashed, and the API server or the kubelet behind a tunnel, take a while to come back. Why they do not,
     * the attempt says.
     */
    private void awaitServer(Sessions sessions) {
        Duration patience = request.pace().stallTimeout();
        long end = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            try {
                sessions.open(SessionPurpose.DUMP).close();
                return;
            } catch (SnapshotException e) {
                if (e.code() != ErrorCode.CONNECTION || System.nanoTime() > end) {
                    return;
                }
                if (!told) {
                    progress.on(new Progress.Warning("the server cannot be reached yet; trying for "
                            + patience.toSeconds() + " s: " + e.getMessage()));
                    told = true;
                }
            }
            if (!Pause.of(RETRY_MILLIS)) {
                return;
            }
        }
    }

    /** A write position only grows: a lower one is that of another server, or of one that has lost changes. */
    private void requireSameServer(String lsn) {
        if (position(lsn) < position(lastLsn)) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "the server that answers now is not what it was when the snapshot was lost: its write-ahead log is"
                            + " at "
                            + lsn + " and was at " + lastLsn + ", as after a pod without its volume or a failover that"
                            + " lost changes: look what became of the database, then start again");
        }
        lastLsn = lsn;
    }

    private static long position(String lsn) {
        int slash = lsn.indexOf('/');
        return (Long.parseLong(lsn.substring(0, slash), 16) << 32) + Long.parseLong(lsn.substring(slash + 1), 16);
    }

    @SuppressWarnings("try") // Who watches is not spoken to.
    private BackupResult attempt(
            Sessions sessions, Target target, VersionTable versionTable, Instant moment, long started) {
        try (SnapshotKeeper keeper = SnapshotKeeper.open(sessions, SessionStart.of(request.options()))) {
            SessionGroup group = new SessionGroup();
            group.add(keeper.session());
            try (Interruption interruption = Interruption.cancels(group);
                    StallWatch watch =
                            StallWatch.over(group, sessions, request.pace().stallTimeout())) {
                return backUp(keeper, sessions, group, interruption, target, versionTable, moment, started);
            }
        } catch (SnapshotException e) {
            throw Thread.currentThread().isInterrupted() || e.code() == ErrorCode.CANCELLED ? cancelled(e) : e;
        }
    }

    private BackupResult backUp(
            SnapshotKeeper keeper,
            Sessions sessions,
            SessionGroup group,
            Interruption interruption,
            Target target,
            VersionTable versionTable,
            Instant moment,
            long started) {
        Session session = keeper.session();
        requireSameServer(keeper.lsn());
        Server server = Server.read(session);
        if (server.halfRestored()) {
            throw HalfRestored.notBackedUp(server.database());
        }
        progress.on(new Progress.PhaseStarted("schema"));
        ArchiveEncoding encoding = ArchiveEncoding.of(session, server, request.options());
        Selection selection = Selection.of(session, optionsFor(server));
        List<Long> tables = new ArrayList<>();
        SchemaReader reader;
        // The questions take as long to put together as the server needs for the locks.
        try (Meanwhile<SchemaReader> prepared =
                Meanwhile.ask(() -> new SchemaReader(Kinds.all(), Catalog.of(server, selection)))) {
            Duration limit = selection.options().lockWaitTimeout();
            LockWaits.during(
                    session,
                    sessions,
                    limit == null ? Duration.ZERO : limit,
                    progress,
                    () -> tables.addAll(TableLocks.take(session, selection)));
            reader = prepared.get();
        }
        warnOfUnlogged(session, server);
        SchemaVersion version = LiveVersion.read(session, versionTable);
        Path file = target.file(version, moment);
        try (PendingFile pending = PendingFile.begin(file, request.overwrite(), progress)) {
            ArchiveAssembly.Filled filled = write(
                    keeper,
                    group,
                    server,
                    encoding,
                    Planning.of(session, reader, tables, encoding, request.pace()),
                    version,
                    moment,
                    pending);
            long bytes = finish(pending, filled);
            interruption.close();
            if (Thread.currentThread().isInterrupted()) {
                throw new SnapshotException(ErrorCode.CANCELLED, CANCELLED);
            }
            pending.commit();
            return new BackupResult(
                    file,
                    bytes,
                    server.database(),
                    server.version().text(),
                    version,
                    keeper.lsn(),
                    filled.entries(),
                    filled.members(),
                    filled.rows(),
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }

    /** All that is known of the schema is forgotten when this returns, because reading the archive back needs the room. */
    private ArchiveAssembly.Filled write(
            SnapshotKeeper keeper,
            SessionGroup group,
            Server server,
            ArchiveEncoding encoding,
            Planning planning,
            SchemaVersion version,
            Instant moment,
            PendingFile pending) {
        planning.warnings().forEach(warning -> progress.on(new Progress.Warning(warning)));
        DataPlan data = planning.data();
        progress.on(new Progress.Note(
                data.described(request.pace(), keeper.session().roundTrip())));
        FreeSpace.check(pending.folder(), planning.databaseBytes() + data.mostWaiting(), progress);
        ArchiveAssembly assembly =
                new ArchiveAssembly(planning, server, keeper.lsn(), version, request.clock(), encoding);
        ArchiveAssembly.Data rows = (portions, name, beside) -> {
            PortionCopy copy = new PortionCopy(name, request.pace().bytesPerSecond(), progress);
            WorkQueue queue = new WorkQueue(data.portions(), data.jobs());
            new Workers(keeper, group, queue, portions, copy, progress).run(data.jobs(), beside);
            return copy.rows();
        };
        ArchiveAssembly.Waiting waiting = new ArchiveAssembly.Waiting(waitingBytes(), pending::spool);
        return assembly.write(rows, pending, waiting, moment, progress);
    }

    /** How much may wait in memory for its place in the archive. */
    private static long waitingBytes() {
        return Math.min(MOST_WAITING, Runtime.getRuntime().maxMemory() / WAITING_SHARE);
    }

    private DumpOptions optionsFor(Server server) {
        DumpOptions options = request.options();
        // Unlogged tables are empty on a standby, and reading them fails.
        return server.inRecovery() ? options.with(DumpFlag.NO_UNLOGGED_TABLE_DATA) : options;
    }

    /** What pg_dump does silently: a standby has no rows of unlogged relations, and reading them is an error there. */
    private void warnOfUnlogged(Session session, Server server) {
        if (!server.inRecovery() || request.options().has(DumpFlag.NO_UNLOGGED_TABLE_DATA)) {
            return;
        }
        List<String> names = session.query("""
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relpersistence = 'u' AND c.relkind IN ('r', 'S') ORDER BY 1
            """, row -> row.text("name"));
        if (!names.isEmpty()) {
            progress.on(
                    new Progress.Warning("what unlogged relations hold is left out, because the server is a standby,"
                            + " which has nothing of it: " + String.join(", ", names)
                            + "; back up the primary to have it"));
        }
    }

    /**
     * Ends the archive. What cannot be read back is not a backup: every header, the table of contents and the manifest.
     * The table of contents is read meanwhile, and the file flushed.
     *
     * @return the size of the archive
     */
    private long finish(PendingFile pending, ArchiveAssembly.Filled filled) {
        ArchiveWriter archive = filled.archive();
        archive.flush();
        Path partial = pending.partialPath();
        Manifest.MemberRecord first = archive.written().get(0);
        try (Meanwhile<Boolean> toc = Meanwhile.ask(() -> ReadBack.toc(partial, first))) {
            long bytes = archive.finish(filled.manifest());
            progress.on(new Progress.PhaseStarted("check"));
            try (Meanwhile<Boolean> flushed = Meanwhile.ask(() -> {
                pending.flush();
                return true;
            })) {
                if (!ReadBack.holds(partial, archive.written()) || !toc.get()) {
                    throw new SnapshotException(
                            ErrorCode.IO,
                            "what was written to " + pending.finalPath()
                                    + " does not read back as it was written; check the disk");
                }
                flushed.get();
            }
            return bytes;
        }
    }

    /** Whoever was cut short says only that; what matters is what became of the backup. */
    private static SnapshotException cancelled(SnapshotException cause) {
        return String.valueOf(cause.getMessage()).startsWith(CANCELLED)
                ? cause
                : new SnapshotException(ErrorCode.CANCELLED, CANCELLED, cause);
    }
}
