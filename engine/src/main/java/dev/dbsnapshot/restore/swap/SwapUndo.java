package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.target.HalfRestoredMark;
import dev.dbsnapshot.restore.target.TargetGuard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The databases that swaps kept: gives one its name back, or drops them. Not thread-safe. */
public final class SwapUndo {

    private final Sessions sessions;
    private final Journal journal;
    private final Progress progress;

    /**
     * Looks at nothing yet.
     *
     * @param sessions sessions with the database that has the name now
     * @param journal remembers what is done outside of a transaction
     * @param progress hears of it
     */
    public SwapUndo(Sessions sessions, Journal journal, Progress progress) {
        this.sessions = sessions;
        this.journal = journal;
        this.progress = progress;
    }

    /**
     * A database that had the name once.
     *
     * @param since when it gave the name away
     * @param half whether it was half restored when it did, so that it is no state to go back to
     */
    public record Kept(String name, long oid, Instant since, boolean half) {}

    /** All of them, the newest first. */
    public List<Kept> find() {
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            return find(session);
        }
    }

    private List<Kept> find(Session session) {
        String database = sessions.spec().database();
        List<Kept> kept = new ArrayList<>();
        Set<Long> half = HalfRestoredMark.databases(session);
        for (Databases.Entry entry : new Databases(session).startingWith(SwapNames.prefixOfKept(database))) {
            SwapNames.keptSince(database, entry.name())
                    .ifPresent(
                            since -> kept.add(new Kept(entry.name(), entry.oid(), since, half.contains(entry.oid()))));
        }
        kept.sort(Comparator.comparing(Kept::since).reversed());
        return kept;
    }

    /** Gives the name back, and returns what the database is called that had it until now. */
    public String swapBack(Kept kept) {
        String database = sessions.spec().database();
        Session session = sessions.open(SessionPurpose.RESTORE);
        try {
            new TargetGuard(session, Server.read(session)).mustBeAlone();
            List<String> others = ThirdDatabase.candidates(session, database);
            try (Session third = ThirdDatabase.open(sessions, others)) {
                ThirdDatabase.lock(third, database);
                progress.on(new Progress.PhaseStarted("swap"));
                String name = SwapNames.kept(database, SwapNames.free(new Databases(third), database));
                long oid = new Databases(third).require(database).oid();
                new Exchange(database, oid, name, kept.oid(), kept.name(), ThirdDatabase.name(third))
                        .run(third, () -> ThirdDatabase.open(sessions, others), journal, session::close, () -> {});
                return name;
            }
        } catch (SnapshotException e) {
            session.closeAfter(e);
            throw e;
        }
    }

    /** Drops them; then there is no way back. */
    public void drop(List<Kept> all) {
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            Databases databases = new Databases(session);
            all.forEach(kept -> databases.drop(kept.name()));
        }
    }
}
