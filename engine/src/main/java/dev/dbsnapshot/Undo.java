package dev.dbsnapshot;

import dev.dbsnapshot.api.Confirmation;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.api.UndoPreview;
import dev.dbsnapshot.api.UndoResult;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.DatabaseIdentity;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.inplace.NoAtomicRestore;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.restore.journal.JournalFolder;
import dev.dbsnapshot.restore.journal.LeftAct;
import dev.dbsnapshot.restore.swap.SwapUndo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the last restore of a database: gives the database that a swap kept its name back, or restores the safety
 * snapshot that was taken before, whichever is newer. It does not lead past a restore that kept nothing. Undoing an undo
 * leads forth again. Immutable, safe for use by several threads.
 */
public final class Undo {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final ConnectionSpec connection;
    private final Transport transport;
    private final Quiesce quiesce;
    private final Progress progress;
    private final @Nullable Path safetyFolder;
    private final @Nullable Path journalFolder;
    private final RestoreOptions options;

    private Undo(
            ConnectionSpec connection,
            Transport transport,
            Quiesce quiesce,
            Progress progress,
            @Nullable Path safetyFolder,
            @Nullable Path journalFolder,
            RestoreOptions options) {
        this.connection = connection;
        this.transport = transport;
        this.quiesce = quiesce;
        this.progress = progress;
        this.safetyFolder = safetyFolder;
        this.journalFolder = journalFolder;
        this.options = options;
    }

    /**
     * An undo in the database that the connection leads to.
     *
     * @param connection where the database is and how to log in
     * @return an undo that knows of no safety snapshots
     */
    public static Undo of(ConnectionSpec connection) {
        return new Undo(
                connection,
                new Direct(),
                Quiesce.NONE,
                Progress.NONE,
                null,
                null,
                RestoreOptions.DEFAULT.withDrop(true));
    }

    /**
     * Reaches the server this way; without it, directly.
     *
     * @param value opens the sockets; used by several threads at once
     * @return a changed copy
     */
    public Undo through(Transport value) {
        return new Undo(connection, value, quiesce, progress, safetyFolder, journalFolder, options);
    }

    /**
     * Stops the application while everything in the database is dropped and made anew; without it, somebody else has to.
     *
     * @param value stops and starts it
     * @return a changed copy
     */
    public Undo quiesce(Quiesce value) {
        return new Undo(connection, transport, value, progress, safetyFolder, journalFolder, options);
    }

    /**
     * Tells the listener what happens.
     *
     * @param value is called one event at a time
     * @return a changed copy
     */
    public Undo progress(Progress value) {
        return new Undo(connection, transport, quiesce, value, safetyFolder, journalFolder, options);
    }

    /**
     * Where safety snapshots are; see {@link Restore#safetyFolder}.
     *
     * @param folder the folder
     * @return a changed copy
     */
    public Undo safetyFolder(Path folder) {
        return new Undo(connection, transport, quiesce, progress, folder, journalFolder, options);
    }

    /**
     * Keeps a journal in this folder; see {@link Restore#journal(Path)}.
     *
     * @param folder is made if it is not there
     * @return a changed copy
     */
    public Undo journal(Path folder) {
        return new Undo(connection, transport, quiesce, progress, safetyFolder, folder, options);
    }

    /**
     * Whether what is there now is backed up before a safety snapshot is restored over it, so that the undo can be undone;
     * it is unless this says otherwise.
     *
     * @param value whether it is
     * @return a changed copy
     */
    public Undo safetySnapshot(boolean value) {
        return with(options.withSafetySnapshot(value));
    }

    /**
     * The role to work as: {@code SET ROLE} before anything is done.
     *
     * @param value one that the role that logs in may take on, or {@code null} for that one itself
     * @return a changed copy
     */
    public Undo role(@Nullable String value) {
        return with(options.withSelection(options.selection().withRole(value)));
    }

    /**
     * How a safety snapshot is restored; without it, in one transaction, which holds only so many objects.
     *
     * @param value in place, in one transaction or in several
     * @param jobs how many connections work at the same time where it takes several transactions, at least 1
     * @return a changed copy
     */
    public Undo strategy(RestoreStrategy value, int jobs) {
        return with(options.withStrategy(value).withJobs(jobs));
    }

    /**
     * How long to wait for the locks of others before a safety snapshot is restored; a minute without this.
     *
     * @param value the time, or zero for ever
     * @return a changed copy
     */
    public Undo lockTimeout(Duration value) {
        return with(options.withLockTimeout(value));
    }

    private Undo with(RestoreOptions changed) {
        return new Undo(connection, transport, quiesce, progress, safetyFolder, journalFolder, changed);
    }

    /**
     * Looks for what could be undone; changes nothing.
     *
     * @return what {@link #run} would do
     * @throws SnapshotException (CONFLICT) if there is nothing to go back to
     */
    public UndoPreview plan() {
        return plan(DatabaseIdentity.find(sessions()), new SwapUndo(sessions(), Journal.NONE, progress).find());
    }

    private UndoPreview plan(String identity, List<SwapUndo.Kept> kept) {
        Optional<UndoPreview> swap =
                back(kept).map(newest -> preview(UndoPreview.Way.SWAP_BACK, newest.name(), newest.since()));
        Optional<SafetyFolder> folder = safeties(identity);
        Optional<UndoPreview> safety = folder.flatMap(SafetyFolder::newest)
                .map(entry ->
                        preview(UndoPreview.Way.SAFETY_SNAPSHOT, entry.file().toString(), entry.since()));
        UndoPreview newest = Stream.concat(swap.stream(), safety.stream())
                .max(Comparator.comparing(UndoPreview::since))
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.CONFLICT,
                        "there is nothing to undo for database " + connection.database()
                                + ": no swap kept a database of that name, and no safety snapshot of it is "
                                + (safetyFolder == null ? "known" : "in " + safetyFolder)));
        folder.flatMap(SafetyFolder::nothingKept)
                .filter(newest.since()::isBefore)
                .ifPresent(lost -> {
                    throw leadsPast(newest, lost);
                });
        return newest;
    }

    private Optional<SafetyFolder> safeties(String identity) {
        return Optional.ofNullable(safetyFolder).map(folder -> new SafetyFolder(folder, connection, identity));
    }

    private static SnapshotException leadsPast(UndoPreview older, Instant lost) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                "database " + older.database() + " cannot be taken back to what it was before the last restore, because"
                        + " nothing is kept of that (since " + lost + "); what it was at " + older.since() + " is in "
                        + (older.way() == UndoPreview.Way.SWAP_BACK
                                ? "database " + older.from() + ", which undo --drop-old drops"
                                : older.from() + ": if you mean that, restore it with --drop --file"));
    }

    private static Optional<SwapUndo.Kept> back(List<SwapUndo.Kept> kept) {
        return kept.stream().filter(database -> !database.half()).findFirst();
    }

    private UndoPreview preview(UndoPreview.Way way, String from, Instant since) {
        return new UndoPreview(connection.database(), connection.host() + ":" + connection.port(), way, from, since);
    }

    /**
     * Undoes it, and waits for its end. Sessions with the database are ended where a swap is undone.
     *
     * @return what was done
     * @throws SnapshotException if it failed: the database is as it was before
     */
    public UndoResult run() {
        String identity = DatabaseIdentity.find(sessions());
        return withJournal(identity, journal -> {
            SwapUndo swap = new SwapUndo(sessions(), journal, progress);
            List<SwapUndo.Kept> kept = swap.find();
            UndoPreview preview = plan(identity, kept);
            if (preview.way() == UndoPreview.Way.SWAP_BACK) {
                return new UndoResult(preview, swap.swapBack(back(kept).orElseThrow()));
            }
            Restore restore = Restore.of(Path.of(preview.from()), connection)
                    .through(transport)
                    .quiesce(quiesce)
                    .confirm(Confirmation.AGREED)
                    .journal(journal)
                    .progress(progress);
            // So that this can be undone too.
            asItWas(safetyFolder == null ? restore : restore.safetyFolder(safetyFolder));
            settleTries(journal);
            return new UndoResult(preview, null);
        });
    }

    /** Everything was replaced, also what a first try may have left half done. */
    private static void settleTries(Journal journal) {
        if (journal instanceof FileJournal file) {
            file.open().stream()
                    .filter(act -> act.act().equals(NoAtomicRestore.ACT))
                    .forEach(act -> file.settle(act.number()));
        }
    }

    /** With owners and privileges, unless the role cannot give back all of them: better the rows without than neither. */
    private void asItWas(Restore restore) {
        RestoreSelection everything = options.selection();
        try {
            restore.options(options.withSelection(
                            everything.with(RestoreFlag.OWNER).with(RestoreFlag.PRIVILEGES)))
                    .run();
        } catch (SnapshotException e) {
            boolean locked = e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent();
            if (locked || (e.code() != ErrorCode.PRIVILEGE && e.code() != ErrorCode.CONFLICT)) {
                throw e;
            }
            restore.options(options).run();
            progress.on(new Progress.Warning(
                    "owners and privileges could not be given back, and whatever was restored belongs to "
                            + (everything.role() == null ? connection.user() : everything.role()) + ": "
                            + e.getMessage()));
        }
    }

    /**
     * Drops all databases that swaps kept for this one; then they cannot be undone any more.
     *
     * @return their names
     */
    public List<String> dropKept() {
        String identity = DatabaseIdentity.find(sessions());
        return withJournal(identity, journal -> {
            SwapUndo swap = new SwapUndo(sessions(), journal, progress);
            List<SwapUndo.Kept> kept = swap.find();
            swap.drop(kept);
            kept.stream()
                    .map(SwapUndo.Kept::since)
                    .max(Comparator.naturalOrder())
                    .ifPresent(newest -> safeties(identity).ifPresent(folder -> folder.nothingKept(newest)));
            return kept.stream().map(SwapUndo.Kept::name).toList();
        });
    }

    /**
     * The databases that swaps kept for this one.
     *
     * @return their names, the newest first
     */
    public List<String> kept() {
        return new SwapUndo(sessions(), Journal.NONE, progress)
                .find().stream().map(SwapUndo.Kept::name).toList();
    }

    private <T> T withJournal(String identity, Function<Journal, T> work) {
        if (journalFolder == null) {
            return work.apply(Journal.NONE);
        }
        try (FileJournal journal = FileJournal.open(journalFolder, connection)) {
            journal.identify(identity);
            for (LeftAct left : new JournalFolder(journalFolder, connection).left(identity)) {
                throw left.unsettled();
            }
            return work.apply(journal);
        }
    }

    private Sessions sessions() {
        return new Sessions(connection, transport).withRole(options.selection().role());
    }
}
