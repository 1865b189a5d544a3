package dev.dbsnapshot.backup;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.CopyOut;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A session that reads data, and what it needs for that. Not thread-safe. */
final class DataSession implements AutoCloseable {

    private final Session session;
    private final boolean keeper;
    private final CopyOut copyOut;
    private final Set<Long> locked = new HashSet<>();

    private DataSession(Session session, boolean keeper) {
        this.session = session;
        this.keeper = keeper;
        this.copyOut = new CopyOut(session);
    }

    /** The session that has locked all tables; closing this leaves it open. */
    static DataSession ofKeeper(Session session) {
        return new DataSession(session, true);
    }

    /** Another one, which looks through the same snapshot and has locked nothing yet. */
    static DataSession ofWorker(Session session) {
        return new DataSession(session, false);
    }

    Session session() {
        return session;
    }

    boolean isKeeper() {
        return keeper;
    }

    CopyOut copyOut() {
        return copyOut;
    }

    /** Those of the tables that the session has not locked yet. */
    List<RelationSize> unlocked(List<RelationSize> tables) {
        return keeper
                ? List.of()
                : tables.stream().filter(table -> !locked.contains(table.oid())).toList();
    }

    void hasLocked(List<RelationSize> tables) {
        tables.forEach(table -> locked.add(table.oid()));
    }

    @Override
    public void close() {
        if (!keeper) {
            session.close();
        }
    }
}
