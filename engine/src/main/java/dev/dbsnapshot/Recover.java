package dev.dbsnapshot;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
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
import dev.dbsnapshot.restore.journal.OpenAct;
import dev.dbsnapshot.restore.swap.SwapRecovery;
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
            return journal.open().stream()
                    .map(act -> act.act() + " of " + act.at() + " " + act.facts())
                    .toList();
        }
    }

    /**
     * Makes sure that no restore by several transactions has left the database half done, as far as this journal knows;
     * asks no server. For whoever is about to back it up: {@link Backup} itself asks the server, which does not know of
     * a restore that replaced what was there and was killed.
     *
     * @throws SnapshotException (CONFLICT) if one has, or is under way
     */
    public void requireWhole() {
        boolean half = FileJournal.left(journalFolder, connection).stream()
                .anyMatch(act -> act.act().equals(NoAtomicRestore.ACT));
        if (half) {
            throw HalfRestored.notBackedUp(connection.database());
        }
    }

    /**
     * Asks the server for the mark of a restore into an empty database, which has no line in the journal.
     *
     * @return one line if there is something to empty; otherwise empty
     * @throws SnapshotException if the database cannot be reached
     */
    public List<String> unfinished() {
        try (Session session = new Sessions(connection, transport).open(SessionPurpose.RESTORE)) {
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
        List<String> done;
        try {
            done = all();
        } catch (SnapshotException e) {
            throw e.saying(e.getMessage() + "; what is left is still known: run db-snapshot recover again");
        }
        for (OpenAct act : FileJournal.left(journalFolder, connection)) {
            throw withoutReturn(act, done);
        }
        return done;
    }

    private List<String> all() {
        List<String> done = new ArrayList<>();
        try (FileJournal journal = FileJournal.open(journalFolder, connection)) {
            List<OpenAct> acts = new ArrayList<>(journal.open());
            Collections.reverse(acts);
            for (OpenAct act : acts) {
                if (!NoAtomicRestore.isWithoutReturn(act)) {
                    done.add(recover(act));
                    journal.settle(act.number());
                }
            }
        }
        emptied().ifPresent(done::add);
        return done;
    }

    private SnapshotException withoutReturn(OpenAct act, List<String> done) {
        String safety = act.fact("safety");
        return new SnapshotException(
                ErrorCode.CONFLICT,
                (done.isEmpty() ? "" : String.join("; ", done) + "; but ") + "database " + connection.database()
                        + " is restored in part, and "
                        + (safety.isEmpty()
                                ? "nobody wanted a safety snapshot: restore again with --drop"
                                : "safety snapshot " + safety
                                        + " is not there: put it back, or restore another one with" + " --drop"));
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
