package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives the name of one database to another one: bars connections, ends sessions, and renames both in one transaction.
 * The journal has each of these acts before it begins. Not thread-safe.
 *
 * @param database the name
 * @param oldOid the database that has the name
 * @param kept what that one will be called
 * @param newOid the database that gets the name
 * @param fresh what that one is called before
 * @param third the database from which it is done
 */
record Exchange(String database, long oldOid, String kept, long newOid, String fresh, String third) {

    static final String BAR = "swap-bar-connections";
    static final String RENAME = "swap-rename";

    /** The names of an exchange that is about to happen, and the database that has the first of them now. */
    record Names(String database, long oldOid, String kept, String fresh) {}

    /** What the journal must know. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("database", database);
        facts.put("oldOid", Long.toString(oldOid));
        facts.put("kept", kept);
        facts.put("newOid", Long.toString(newOid));
        facts.put("new", fresh);
        facts.put("third", third);
        return facts;
    }

    static Exchange of(Map<String, String> facts) {
        return new Exchange(
                String.valueOf(facts.get("database")),
                Long.parseLong(String.valueOf(facts.get("oldOid"))),
                String.valueOf(facts.get("kept")),
                Long.parseLong(String.valueOf(facts.get("newOid"))),
                String.valueOf(facts.get("new")),
                String.valueOf(facts.get("third")));
    }

    /**
     * Does it; nothing may be connected to the new one.
     *
     * @param session the one that renames, with the third database
     * @param again opens another one, should the first break in the moment of the commit
     * @param beforeRename what the session of the caller with the old one does last, such as to close
     * @param inTransaction what else must come true together with the new name
     * @throws SnapshotException if it is not done; the old database has its name, and takes connections again
     */
    void run(Session session, Supplier<Session> again, Journal journal, Runnable beforeRename, Runnable inTransaction) {
        Databases databases = new Databases(session);
        List<Journal.Note> notes = new ArrayList<>();
        notes.add(journal.before(BAR, facts()));
        boolean done = false;
        try {
            databases.allowConnections(database, false);
            beforeRename.run();
            new OtherSessions(session, database).end();
            databases.allowConnections(fresh, false);
            new OtherSessions(session, fresh).end();
            if (Thread.currentThread().isInterrupted()) {
                throw new SnapshotException(ErrorCode.CANCELLED, "the restore was cancelled");
            }
            notes.add(journal.before(RENAME, facts()));
            rename(session, again, inTransaction);
            done = true;
            notes.forEach(Journal.Note::settled);
        } catch (RuntimeException e) {
            if (!done) {
                session.closeAfter(e); // Which ends its transaction: nothing else could be changed before.
                throw reverted(again, notes, e);
            }
            throw e;
        }
    }

    private void rename(Session session, Supplier<Session> again, Runnable inTransaction) {
        session.execute("BEGIN");
        session.execute("ALTER DATABASE " + SqlText.id(database) + " RENAME TO " + SqlText.id(kept));
        session.execute("ALTER DATABASE " + SqlText.id(fresh) + " RENAME TO " + SqlText.id(database));
        session.execute("ALTER DATABASE " + SqlText.id(database) + " WITH ALLOW_CONNECTIONS true");
        inTransaction.run();
        try {
            session.execute("COMMIT");
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.CONNECTION_LOST || !isDone(again, e)) {
                throw e;
            }
        }
    }

    /** Whether it came to the commit whose answer was lost. */
    private boolean isDone(Supplier<Session> again, SnapshotException lost) {
        try (Session other = again.get()) {
            ThirdDatabase.lockPatiently(other, database);
            return isDone(new Databases(other));
        } catch (SnapshotException e) {
            lost.addSuppressed(e);
            throw new SnapshotException(
                            ErrorCode.CONNECTION_LOST,
                            "the connection broke while database " + database + " was being exchanged",
                            lost)
                    .ending("its outcome is unknown: run db-snapshot recover, which looks and finishes or reverts it");
        }
    }

    /** Whether the name has changed its owner; then it is finished. */
    boolean isDone(Databases databases) {
        return databases
                .find(newOid)
                .filter(entry -> entry.name().equals(database))
                .isPresent();
    }

    /** Takes back what was done before the rename, if the server can be reached; else the journal keeps it. */
    private RuntimeException reverted(Supplier<Session> again, List<Journal.Note> notes, RuntimeException reason) {
        boolean interrupted = Thread.interrupted();
        try (Session other = again.get()) {
            Databases databases = new Databases(other);
            letConnect(databases);
            if (!isDone(databases)) {
                notes.forEach(Journal.Note::settled);
            }
            return reason;
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
            return Unsettled.because(
                    reason, "database " + database + " may take no connections at the moment (" + e.getMessage() + ")");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The old one has its name still: whoever wants may connect again. */
    void letConnect(Databases databases) {
        databases
                .find(oldOid)
                .filter(entry -> entry.name().equals(database) && !entry.open())
                .ifPresent(entry -> databases.allowConnections(database, true));
    }
}
