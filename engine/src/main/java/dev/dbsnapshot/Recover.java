package dev.dbsnapshot;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.DatabaseIdentity;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.HalfRestored;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.inplace.Emptying;
import dev.dbsnapshot.restore.inplace.NoAtomicRestore;
import dev.dbsnapshot.restore.inplace.Refill;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.restore.journal.JournalFolder;
import dev.dbsnapshot.restore.journal.LeftAct;
import dev.dbsnapshot.restore.journal.OpenAct;
import dev.dbsnapshot.restore.swap.SwapRecovery;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.Unfinished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finishes or reverts a restore whose process died, by its journal and by the mark that one leaves in an empty database.
 * Afterwards the database is the old one or the
 * restored one. Immutable, safe for use by several threads.
 */
public final class Recover {

    private final ConnectionSpec connection;
    private final Path journalFolder;
    private final Transport transport;
    private final Progress progress;
    private final Map<String, Function<Map<String, String>, String>> others;
    private final Duration lockTimeout;

    private Recover(
            ConnectionSpec connection,
            Path journalFolder,
            Transport transport,
            Progress progress,
            Map<String, Function<Map<String, String>, String>> others,
            Duration lockTimeout) {
        this.connection = connection;
        this.journalFolder = journalFolder;
        this.transport = transport;
        this.progress = progress;
        this.others = Map.copyOf(others);
        this.lockTimeout = lockTimeout;
    }

    /**
     * A recovery of the database that the connection leads to.
     *
     * @param connection the same as that of the restore: host, port and database name the journal
     * @param journalFolder the folder that the restore had; see {@link Restore#journal(Path)}
     * @return a recovery
     */
    public static Recover of(ConnectionSpec connection, Path journalFolder) {
        return new Recover(
                connection, journalFolder, new Direct(), Progress.NONE, Map.of(), RestoreOptions.DEFAULT.lockTimeout());
    }

    /**
     * Reaches the server this way; without it, directly.
     *
     * @param value opens the sockets; used by several threads at once
     * @return a changed copy
     */
    public Recover through(Transport value) {
        return new Recover(connection, journalFolder, value, progress, others, lockTimeout);
    }

    /**
     * Tells the listener what happens.
     *
     * @param value is called one event at a time
     * @return a changed copy
     */
    public Recover progress(Progress value) {
        return new Recover(connection, journalFolder, transport, value, others, lockTimeout);
    }

    /**
     * Takes care of acts that the caller's own parts wrote into the journal, such as those of a
     * {@link dev.dbsnapshot.api.Quiesce}.
     *
     * @param act its name in the journal
     * @param handler gets its facts, finishes or reverts it, and tells in one line what it did
     * @return a changed copy
     */
    public Recover handling(String act, Function<Map<String, String>, String> handler) {
        Map<String, Function<Map<String, String>, String>> more = new LinkedHashMap<>(others);
        more.put(act, handler);
        return new Recover(connection, journalFolder, transport, progress, more, lockTimeout);
    }

    /**
     * How long to wait for the locks of others on what is emptied; a minute without this.
     *
     * @param value the time, or zero for ever
     * @return a changed copy
     */
    public Recover lockTimeout(Duration value) {
        return new Recover(connection, journalFolder, transport, progress, others, value);
    }

    /**
     * What is left to finish or revert; asks no server.
     *
     * @return one line for each act, in the order in which they were begun; empty if there is nothing to do
     */
    public List<String> pending() {
        try (FileJournal journal = FileJournal.open(journalFolder, connection)) {
            return journal.open().stream().map(Recover::described).toList();
        }
    }

    private static String described(OpenAct act) {
        return act.act() + " of " + act.at() + " " + act.facts();
    }

    /**
     * Makes sure that no restore by several transactions has left the database half done, as far as this journal knows;
     * asks no server. For whoever is about to back it up by other means than {@link Backup}, which asks the server.
     *
     * @throws SnapshotException (CONFLICT) if one has, or is under way
     */
    public void requireWhole() {
        requireWhole(false);
    }

    /**
     * The same for who is about to ask the server too, as {@link Backup} does: then the journal counts only where the
     * database could not be marked.
     *
     * @param serverIsAsked whether the mark in the database is looked for
     * @throws SnapshotException (CONFLICT) if one has, or is under way
     */
    public void requireWhole(boolean serverIsAsked) {
        boolean half = new JournalFolder(journalFolder, connection)
                .left(DatabaseIdentity.UNKNOWN).stream()
                        .map(LeftAct::act)
                        .filter(act -> act.act().equals(NoAtomicRestore.ACT))
                        .anyMatch(act -> !serverIsAsked || !NoAtomicRestore.isMarked(act));
        if (half) {
            throw HalfRestored.notBackedUp(connection.database());
        }
    }

    /**
     * Asks the server what is left to finish or revert: which of the journals' acts are about this database, however it
     * was addressed when they were begun, and if there are none, whether it has the mark of a restore that has not ended.
     *
     * @return one line for each of it; empty if there is nothing
     * @throws SnapshotException if the database cannot be reached
     */
    public List<String> unfinished() {
        Sessions sessions = new Sessions(connection, transport);
        List<LeftAct> acts = new JournalFolder(journalFolder, connection).left(DatabaseIdentity.find(sessions));
        if (!acts.isEmpty()) {
            return acts.stream().map(found -> described(found.act())).toList();
        }
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            if (HalfRestoredMark.read(session).isPresent()) {
                return List.of(
                        "a restore by several transactions into database " + connection.database() + " has not ended");
            }
            return Unfinished.read(session)
                    .map(mark -> "a restore into database " + connection.database()
                            + ", which was empty before, has not ended (schema " + Unfinished.SCHEMA + " says it)")
                    .stream()
                    .toList();
        }
    }

    /**
     * Does it, what was begun last first. If it fails, it can be run again.
     *
     * @return what was done, one line for each act; empty if there was nothing to do
     * @throws SnapshotException if something could not be finished or reverted; what was not stays in the journal
     */
    public List<String> run() {
        List<String> done = new ArrayList<>();
        Optional<SnapshotException> half;
        try {
            half = all(done);
        } catch (SnapshotException e) {
            throw e.saying(e.getMessage() + "; what is left is still known: run db-snapshot recover again");
        }
        if (half.isPresent()) {
            throw half.get();
        }
        return done;
    }

    /** Does what can be done, and returns why the database is half restored all the same, if it is. */
    private Optional<SnapshotException> all(List<String> done) {
        Sessions sessions = new Sessions(connection, transport);
        JournalFolder journals = new JournalFolder(journalFolder, connection);
        String identity;
        try {
            identity = DatabaseIdentity.find(sessions);
        } catch (SnapshotException e) {
            // What is to be done elsewhere can be done all the same.
            lastFirst(journals.left(DatabaseIdentity.UNKNOWN)).stream()
                    .filter(found -> others.containsKey(found.act().act()))
                    .forEach(found -> found.finish(act -> done.add(recover(act))));
            throw e;
        }
        List<LeftAct> left = lastFirst(journals.left(identity));
        Optional<String> mark = left.stream().anyMatch(found -> NoAtomicRestore.isMarked(found.act()))
                ? mark(sessions)
                : Optional.empty();
        for (LeftAct found : left) {
            if (NoAtomicRestore.isObsolete(found.act(), mark)) {
                found.finish(act -> done.add("database " + connection.database() + " is not half restored any more,"
                        + " and nothing is left of " + act.act() + " of " + act.at()));
            } else if (!NoAtomicRestore.isWithoutReturn(found.act())) {
                found.finish(act -> done.add(recover(act)));
            }
        }
        emptied().ifPresent(done::add);
        for (LeftAct found : journals.left(identity)) {
            return Optional.of(withoutReturn(found.act(), done));
        }
        return mark(sessions)
                .map(id -> restoredInPart(
                        "the journal of that restore is not here: run db-snapshot recover where it ran, or restore"
                                + " again with --drop",
                        done));
    }

    private static List<LeftAct> lastFirst(List<LeftAct> acts) {
        List<LeftAct> reversed = new ArrayList<>(acts);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Optional<String> mark(Sessions sessions) {
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            return HalfRestoredMark.read(session);
        }
    }

    private SnapshotException withoutReturn(OpenAct act, List<String> done) {
        String safety = act.fact("safety");
        return restoredInPart(
                safety.isEmpty()
                        ? "nobody wanted a safety snapshot: restore again with --drop"
                        : "safety snapshot " + safety
                                + " is not there: put it back, or restore another one with --drop",
                done);
    }

    private SnapshotException restoredInPart(String why, List<String> done) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                (done.isEmpty() ? "" : String.join("; ", done) + "; but ") + "database " + connection.database()
                        + " is restored in part, and " + why);
    }

    /** A restore into an empty database leaves its mark there, and nothing in the journal. */
    private Optional<String> emptied() {
        Sessions sessions = new Sessions(connection, transport);
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            if (Unfinished.read(session).isEmpty()) {
                return Optional.empty();
            }
            Server server = Server.read(session);
            new TargetGuard(session, server).mustBeAloneAgain();
            // Once more, now that nobody else is at it.
            return Unfinished.read(session).map(mark -> {
                Interruption.during(session, () -> {
                    Emptying.run(sessions, session, server, mark, lockTimeout, progress);
                    return mark;
                });
                return "database " + connection.database() + " is empty again, as it was before a restore into it that"
                        + " was interrupted";
            });
        }
    }

    private void refill(Sessions sessions, String safety) {
        try {
            new Refill(sessions, progress, 1, lockTimeout).from(Path.of(safety));
        } catch (SnapshotException e) {
            throw e.saying("database " + connection.database() + " cannot be taken back to safety snapshot " + safety
                    + ": " + e.getMessage());
        }
    }

    private String recover(OpenAct act) {
        Sessions sessions = new Sessions(connection, transport);
        if (SwapRecovery.ACTS.contains(act.act())) {
            return SwapRecovery.recover(sessions, act);
        }
        if (act.act().equals(NoAtomicRestore.ACT)) {
            String safety = act.fact("safety");
            refill(sessions, safety);
            return "database " + connection.database() + " was taken back to safety snapshot " + safety;
        }
        Function<Map<String, String>, String> other = others.get(act.act());
        if (other == null) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "the journal holds an act that nobody here can finish or revert: " + act.act() + " " + act.facts()
                            + "; use the program that wrote it");
        }
        return other.apply(act.facts());
    }
}
