package dev.dbsnapshot;

import dev.dbsnapshot.api.Confirmation;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SafetySnapshot;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.DatabaseIdentity;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.CheckedArchive;
import dev.dbsnapshot.restore.RestoreRequest;
import dev.dbsnapshot.restore.RestoreRun;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Restores an archive in pg_dump's tar format, this program's own or any pg_dump's, into a database: whole or not at
 * all. The archive is read and checked completely before the database is touched; then one transaction does everything,
 * so that a failure leaves the database as it was. Owners and privileges are restored where
 * {@link RestoreOptions#selection} asks for them; otherwise what is restored belongs to the role that restores.
 *
 * <p>Instances are immutable and safe for use by several threads; every method but {@link #run()} and {@link #plan()}
 * returns a changed copy.
 *
 * <pre>{@code
 * RestoreResult result = Restore.of(Path.of("snapshots/db-snapshot-42-20250101-120000.tar"), spec)
 *         .drop(true)
 *         .progress(event -> log.info("{}", event))
 *         .run();
 * }</pre>
 */
public final class Restore {

    private final RestoreRequest request;
    private final @Nullable Path safetyFolder;
    private final @Nullable Path journalFolder;
    private final int safetySnapshotsKept;
    private final CheckedArchive checked;

    private Restore(
            RestoreRequest request,
            @Nullable Path safetyFolder,
            @Nullable Path journalFolder,
            int safetySnapshotsKept,
            CheckedArchive checked) {
        this.request = request;
        this.safetyFolder = safetyFolder;
        this.journalFolder = journalFolder;
        this.safetySnapshotsKept = safetySnapshotsKept;
        this.checked = checked;
    }

    private Restore with(RestoreRequest changed) {
        return new Restore(changed, safetyFolder, journalFolder, safetySnapshotsKept, checked);
    }

    /**
     * A restore of this archive into the database that the connection leads to.
     *
     * @param archive the archive
     * @param connection where the database is and how to log in
     * @return a restore into a database without user objects; see {@link #drop}
     */
    public static Restore of(Path archive, ConnectionSpec connection) {
        return new Restore(RestoreRequest.of(archive, connection), null, null, 0, new CheckedArchive());
    }

    /**
     * The same restore by other settings of the connection, for example with a password that somebody was asked for. The
     * archive is checked once for all copies, as long as its file stays the same.
     *
     * @param connection where the database is and how to log in
     * @return a changed copy
     */
    public Restore connection(ConnectionSpec connection) {
        return with(request.withConnection(connection));
    }

    /**
     * Reaches the server this way; without it, directly.
     *
     * @param transport opens the sockets; used by several threads at once
     * @return a changed copy
     */
    public Restore through(Transport transport) {
        return with(request.withTransport(transport));
    }

    /**
     * Whether all objects that users made in the database are dropped first: all schemas, extensions, types, functions,
     * large objects, publications and so on, and whatever depends on them. What {@code CREATE DATABASE} made stays, and
     * the schema {@code public} goes back to its initial state. Without it, the versions of the two schemas decide; see
     * {@link RestorePath}.
     *
     * @param drop whether to drop; nothing asks back
     * @return a changed copy
     */
    public Restore drop(boolean drop) {
        return with(request.withOptions(request.options().withDrop(drop)));
    }

    /**
     * How the restore is done: strategy, connections, and so on.
     *
     * @param options replaces all options, {@link #drop} included
     * @return a changed copy
     */
    public Restore options(RestoreOptions options) {
        return with(request.withOptions(options));
    }

    /**
     * Asks before the first change; without it, nothing asks back.
     *
     * @param confirmation is told what is about to happen
     * @return a changed copy
     */
    public Restore confirm(Confirmation confirmation) {
        return with(request.withConfirmation(confirmation));
    }

    /**
     * Stops the application while everything in its database is dropped and made anew.
     *
     * @param quiesce stops and starts it
     * @return a changed copy
     */
    public Restore quiesce(Quiesce quiesce) {
        return with(request.withQuiesce(quiesce));
    }

    /**
     * Remembers what is changed outside of a transaction, for somebody who finishes or reverts it after a crash.
     *
     * @param journal writes it down
     * @return a changed copy
     */
    public Restore journal(Journal journal) {
        return with(request.withJournal(journal));
    }

    /**
     * Keeps a journal of the target in this folder. A restore that finds a journal of one that was interrupted is refused;
     * {@link Recover} finishes or reverts that.
     *
     * @param folder is made if it is not there
     * @return a changed copy
     */
    public Restore journal(Path folder) {
        return new Restore(request, safetyFolder, folder, safetySnapshotsKept, checked);
    }

    /**
     * Where the live database is backed up before something in it is destroyed in place. Without a folder nothing is
     * backed up; see also {@link RestoreOptions#withSafetySnapshot}.
     *
     * @param folder is made if it is not there; every target has a folder of its own in it
     * @return a changed copy
     */
    public Restore safetyFolder(Path folder) {
        return new Restore(request, folder, journalFolder, safetySnapshotsKept, checked);
    }

    /**
     * How many safety snapshots of this target stay: older ones are removed after a restore that has succeeded. Without
     * it, all of them stay.
     *
     * @param count at least 1, or 0 for all
     * @return a changed copy
     * @throws SnapshotException (USAGE) if it is negative
     */
    public Restore safetySnapshotsKept(int count) {
        if (count < 0) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "the number of safety snapshots that stay is negative: 0 keeps all of them");
        }
        return new Restore(request, safetyFolder, journalFolder, count, checked);
    }

    /**
     * Tells the listener what happens.
     *
     * @param progress is called one event at a time
     * @return a changed copy
     */
    public Restore progress(Progress progress) {
        return with(request.withProgress(progress));
    }

    /**
     * Where the archive's application records its version; see {@link Backup#versionTable}.
     *
     * @param table {@code table} or {@code schema.table}, quoted where SQL needs it
     * @return a changed copy
     */
    public Restore versionTable(String table) {
        return with(request.withVersionTable(
                VersionTable.parse(table).withColumn(request.versionTable().column())));
    }

    /**
     * Which column of that table holds the version; without it, whatever golang-migrate, Flyway, Liquibase, Rails or
     * Django have, by the columns that the table has.
     *
     * @param column the column's name, not quoted
     * @return a changed copy
     */
    public Restore versionColumn(String column) {
        return with(request.withVersionTable(request.versionTable().withColumn(column)));
    }

    /**
     * Looks at the archive and at the database, decides and says what {@link #run()} would do; changes nothing, asks
     * nobody, and takes no lock that anybody would notice.
     *
     * @return what would happen, with everything that stands in the way
     * @throws SnapshotException if the archive is damaged, or the database cannot be reached or read
     */
    public RestorePreview plan() {
        Arrival arrival = arrival();
        RestorePreview preview = new RestoreRun(withSafety(arrival), checked, arrival::look).plan();
        return arrival.inTheWay().map(preview::with).orElse(preview);
    }

    /**
     * Runs the restore and waits for its end. Interrupting the thread cancels it and rolls it back.
     *
     * @return what was done; it is committed
     * @throws SnapshotException if it failed or was cancelled: the database is as it was before. The one exception is a
     *     connection that breaks while the commit is on its way; the message then says that the outcome is unknown
     */
    public RestoreResult run() {
        Arrival arrival = arrival();
        RestoreRequest whole = withSafety(arrival);
        RestoreResult result = run(whole, arrival);
        if (safetyFolder != null) {
            tidy(new SafetyFolder(safetyFolder, request.connection(), arrival.identity()), arrival, result);
        }
        return result;
    }

    private void tidy(SafetyFolder folder, Arrival arrival, RestoreResult result) {
        boolean empty = result.path() == RestorePath.EMPTY_TARGET;
        boolean swapped = !empty
                && result.strategy() == RestoreStrategy.SWAP
                && request.options().keepOld();
        boolean kept = swapped || arrival.hasSafetySnapshot();
        if (!kept && !(empty && folder.newest().isEmpty())) {
            try {
                folder.nothingKept(Instant.now());
            } catch (SnapshotException e) {
                // The restore is done, whatever is known of it.
                request.progress().on(new Progress.Warning(String.valueOf(e.getMessage())));
            }
        }
        if (safetySnapshotsKept > 0) {
            folder.keepNewest(safetySnapshotsKept, request.progress());
        }
    }

    private RestoreResult run(RestoreRequest whole, Arrival arrival) {
        if (journalFolder == null) {
            return new RestoreRun(whole, checked, arrival::look).run();
        }
        try (FileJournal journal = FileJournal.open(journalFolder, request.connection())) {
            Consumer<Session> arrived = session -> {
                arrival.look(session);
                arrival.mustBeSettled(journal, session);
            };
            RestoreResult result;
            try {
                result = new RestoreRun(whole.withJournal(journal), checked, arrived).run();
            } catch (SnapshotException e) {
                // In the middle of a swap nobody may connect.
                if (DatabaseIdentity.isClosed(e)) {
                    journal.mustBeSettled();
                }
                throw e;
            }
            arrival.settle(journal);
            return result;
        }
    }

    private Arrival arrival() {
        return new Arrival(
                request.connection(), journalFolder, request.options().drop());
    }

    private RestoreRequest withSafety(Arrival arrival) {
        return safetyFolder == null ? request : request.withSafety(safety(safetyFolder, arrival));
    }

    private SafetySnapshot safety(Path folder, Arrival arrival) {
        return () -> {
            try {
                Path taken = new SafetyFolder(folder, request.connection(), arrival.identity())
                        .take(
                                request.transport(),
                                request.options().selection().role(),
                                request.options().lockTimeout(),
                                request.progress());
                arrival.hasSafetySnapshot(true);
                return Optional.of(taken);
            } catch (SnapshotException e) {
                throw e.saying("no safety snapshot could be made: " + e.getMessage())
                        .endingUnchanged("nothing was changed in database "
                                + request.connection().database());
            }
        };
    }
}
