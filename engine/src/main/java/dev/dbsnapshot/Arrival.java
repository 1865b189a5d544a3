package dev.dbsnapshot;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.DatabaseIdentity;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.inplace.NoAtomicRestore;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.restore.journal.JournalFolder;
import dev.dbsnapshot.restore.journal.LeftAct;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a restore learns when it has reached the server: which database it is, and what earlier restores have left to
 * finish or revert there. Not thread-safe.
 */
final class Arrival {

    private final ConnectionSpec target;
    private final @Nullable Path journalFolder;
    private final boolean drops;
    private String identity = DatabaseIdentity.UNKNOWN;
    private List<LeftAct> left = List.of();
    private List<LeftAct> obsolete = List.of();
    private boolean marked;
    private boolean safetySnapshot;

    /**
     * Knows nothing yet.
     *
     * @param drops whether everything in the database is replaced, whatever it is
     */
    Arrival(ConnectionSpec target, @Nullable Path journalFolder, boolean drops) {
        this.target = target;
        this.journalFolder = journalFolder;
        this.drops = drops;
    }

    /** Asks. */
    void look(Session session) {
        identity = DatabaseIdentity.read(session, target.database());
        if (journalFolder == null) {
            return;
        }
        List<LeftAct> all = new JournalFolder(journalFolder, target).left(identity);
        if (all.isEmpty()) {
            return;
        }
        Optional<String> mark = HalfRestoredMark.read(session);
        obsolete = all.stream()
                .filter(found -> NoAtomicRestore.isObsolete(found.act(), mark))
                .toList();
        left = all.stream().filter(found -> !obsolete.contains(found)).toList();
        marked = mark.isPresent();
    }

    /** Which database it is; see {@link DatabaseIdentity}. */
    String identity() {
        return identity;
    }

    /** What is there now was backed up. */
    void hasSafetySnapshot(boolean taken) {
        safetySnapshot = taken;
    }

    /** Whether it was. */
    boolean hasSafetySnapshot() {
        return safetySnapshot;
    }

    /** What keeps a restore from beginning. */
    Optional<Finding> inTheWay() {
        if (left.isEmpty() || isSuperseded()) {
            return Optional.empty();
        }
        LeftAct last = left.get(left.size() - 1);
        return Optional.of(Finding.blocks(
                ErrorCode.CONFLICT,
                "a restore of " + last.act().at() + " has not ended (act "
                        + last.act().act() + " in the journal is open)",
                "wait for its end, or run db-snapshot recover for this database if it was interrupted"));
    }

    /** The same for a restore that begins now, with its journal open. */
    void mustBeSettled(FileJournal journal, Session session) {
        if (!left.isEmpty() && !isSuperseded()) {
            throw left.get(left.size() - 1).unsettled();
        }
        if (isSuperseded() && !marked) {
            // An earlier version marked nothing: whatever becomes of this database, it is no state to go back to.
            HalfRestoredMark.offer(session).ifPresent(offer -> offer.set(session));
        }
        settle(journal, obsolete);
        journal.identify(identity);
    }

    /** The restore has replaced everything. */
    void settle(FileJournal journal) {
        settle(journal, left);
    }

    private static void settle(FileJournal journal, List<LeftAct> acts) {
        for (LeftAct found : acts) {
            if (found.journal().equals(journal.path())) {
                journal.settle(found.act().number());
            } else {
                found.settle();
            }
        }
    }

    /** What an interrupted restore left half done and nothing can bring back is replaced as a whole, if that is asked for. */
    private boolean isSuperseded() {
        return drops
                && !left.isEmpty()
                && left.stream().allMatch(found -> NoAtomicRestore.isWithoutReturn(found.act()));
    }
}
