package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.OneAtATime;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.store.OfflineVersion;
import dev.dbsnapshot.store.VersionTable;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One run of a restore: everything that can be checked is checked first, then one transaction does everything. */
public final class RestoreRun {

    private final RestoreRequest request;
    private final Progress progress;

    public RestoreRun(RestoreRequest request) {
        this.request = request;
        this.progress = new OneAtATime(request.progress());
    }

    /** Runs it. */
    public RestoreResult run() {
        long started = System.nanoTime();
        try (ArchiveReader reader = ArchiveReader.open(request.archive())) {
            progress.on(new Progress.PhaseStarted("verify"));
            reader.verify();
            SchemaVersion version = OfflineVersion.read(reader, VersionTable.parse(request.versionTable()));
            progress.on(new Progress.PhaseStarted("connect"));
            Transport transport = request.transport() == null ? new Direct() : request.transport();
            Sessions sessions = new Sessions(request.connection(), transport);
            return restore(reader, sessions, version, started);
        } catch (SnapshotException e) {
            throw Thread.currentThread().isInterrupted() ? cancelled(e) : e;
        }
    }

    private RestoreResult restore(ArchiveReader reader, Sessions sessions, SchemaVersion version, long started) {
        Session session = sessions.open(SessionPurpose.RESTORE);
        try {
            RestoreResult result;
            try (Interruption interruption = Interruption.cancels(session)) {
                result = inTransaction(reader, sessions, session, version, started, interruption);
            }
            session.close();
            return result;
        } catch (RuntimeException | Error e) {
            rollBack(session, e);
            throw e;
        }
    }

    private RestoreResult inTransaction(
            ArchiveReader reader,
            Sessions sessions,
            Session session,
            SchemaVersion version,
            long started,
            Interruption interruption) {
        Server server = Server.read(session);
        TargetGuard guard = new TargetGuard(session, server);
        guard.mustBeWritable();
        warnOfOlderServer(reader, server);
        session.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
        guard.mustBeAlone();
        guard.mustHaveTablespaces(reader.toc());
        String transaction = transaction(session);
        Extensions extensions = Extensions.read(session, server);
        int dropped = request.drop() ? drop(session, sessions, server, guard, extensions, reader) : 0;
        if (!request.drop()) {
            guard.mustBeEmpty(UserObjects.read(session, Set.of(), Set.of()));
            LockBudget.check(session, reader.toc(), false);
        }
        RestorePlan plan = RestorePlan.of(reader.toc(), Present.of(session, extensions, request.drop()));
        plan.leftOut().forEach(line -> progress.on(new Progress.Warning(line)));
        Replay replay = new Replay(session, reader, progress);
        replay.run(plan);
        // Whatever the archive's SQL did: it must not have ended the transaction that makes this all or nothing.
        if (!transaction.equals(transaction(session))) {
            throw new SnapshotException(
                    ErrorCode.ARCHIVE,
                    "a statement of the archive ended the transaction; look at database " + server.database()
                            + ", which may be restored in part");
        }
        interruption.close();
        Commit.of(session, sessions, transaction, server.database());
        return new RestoreResult(
                request.archive(),
                server.database(),
                version,
                dropped,
                plan.entries(),
                replay.rows(),
                replay.bytes(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    private int drop(
            Session session,
            Sessions sessions,
            Server server,
            TargetGuard guard,
            Extensions extensions,
            ArchiveReader reader) {
        guard.mustHaveNoSubscription();
        List<UserObject> objects = UserObjects.read(session, extensions.keptSchemas(), extensions.kept());
        guard.mustBeDroppable(objects);
        LockBudget.check(session, reader.toc(), true);
        progress.on(new Progress.PhaseStarted("drop"));
        CleanSlate slate = new CleanSlate(session, server, progress);
        LockWaits.during(session, sessions, progress, () -> slate.make(objects, extensions));
        return objects.size();
    }

    private void warnOfOlderServer(ArchiveReader reader, Server server) {
        String dump = reader.toc().dumpVersion();
        String major = dump == null ? "" : dump.replaceFirst("[^0-9].*$", "");
        if (!major.isEmpty() && Integer.parseInt(major) > server.version().major()) {
            progress.on(new Progress.Warning("the archive is PostgreSQL " + major + "'s and the server is only "
                    + server.version().major()
                    + ": what it does not know makes the restore fail, and changes nothing"));
        }
    }

    private static String transaction(Session session) {
        return session.query("SELECT pg_catalog.txid_current()::pg_catalog.text AS id", row -> row.text("id"))
                .get(0);
    }

    private static void rollBack(Session session, Throwable reason) {
        try {
            session.execute("ROLLBACK");
        } catch (RuntimeException e) {
            reason.addSuppressed(e); // The server rolls back by itself once the session is gone.
        }
        session.closeAfter(reason);
    }

    private static SnapshotException cancelled(SnapshotException cause) {
        return cause.code() == ErrorCode.CANCELLED
                ? cause
                : new SnapshotException(
                        ErrorCode.CANCELLED, "the restore was cancelled; the database is as it was before", cause);
    }
}
