package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One session of a crew. Confined to one thread. */
final class Worker {

    static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String DEADLOCK = "40P01";
    private static final int ATTEMPTS = 5;

    /** Less is written sooner than two more questions are answered. */
    private static final long WORTHWHILE_BYTES = 1L << 20;

    private final Session session;
    private final Set<Integer> crew;
    private final SessionTuning tuning;
    private final Loads loads;
    private final DataLoader loader;
    private final Set<Step.Setting> applied = new HashSet<>();

    /** One of a crew whose sessions have these processes. */
    Worker(TunedSession tuned, Set<Integer> crew, ArchiveReader reader, RestorePlan plan, Loads loads) {
        this.session = tuned.session();
        this.tuning = tuned.tuning();
        this.crew = crew;
        this.loads = loads;
        this.loader = new DataLoader(session, reader, plan.standardConformingStrings(), loads::moved);
    }

    /**
     * Restores one entry, each of its statements in a transaction of its own, or definitions of several small ones in
     * one. What fails together is done one by one.
     *
     * @param last whether nobody begins anything else at the same time
     */
    void restore(List<Work> group, boolean last) {
        set(group.get(0).settings());
        if (group.size() > 1 && together(group)) {
            return;
        }
        group.forEach(work -> restore(work, last));
    }

    private void set(List<Step.Setting> settings) {
        if (!applied.equals(Set.copyOf(settings))) {
            settings.forEach(setting -> session.execute(setting.sql()));
            applied.clear();
            applied.addAll(settings);
        }
    }

    /** Whether it could be done: the server makes one transaction of a message, so nothing of it is there otherwise. */
    private boolean together(List<Work> group) {
        StringBuilder sql = new StringBuilder();
        for (Work work : group) {
            for (Step step : work.steps()) {
                if (!(step instanceof Step.Definition definition)) {
                    return false;
                }
                // The newline ends a comment that a text may end with, the semicolon a statement.
                sql.append(definition.sql()).append("\n;\n");
            }
        }
        try {
            session.execute(sql.toString());
            return true;
        } catch (SnapshotException e) {
            // After a lock that did not come in time, trying again would only wait as long again.
            boolean waited = e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent();
            boolean again = waited ? isOfCrew(e) : e.code() == ErrorCode.SERVER || e.code() == ErrorCode.PRIVILEGE;
            if (!again) {
                String labels = Step.Labels.of(group.get(0).entry()) + " to "
                        + Step.Labels.of(group.get(group.size() - 1).entry());
                throw Statements.failed(labels, "", e);
            }
            return false;
        }
    }

    private void restore(Work work, boolean last) {
        if (work.cost() >= WORTHWHILE_BYTES / 2) {
            tune(work, last);
        }
        for (Step step : work.steps()) {
            if (step instanceof Step.Definition definition) {
                execute(definition);
            } else if (step instanceof Step.Rows rows) {
                String name = DataLoader.name(rows);
                loads.started(name);
                boolean alone = rows.made() && work.cost() >= WORTHWHILE_BYTES;
                Copied copied = alone ? loadAlone(rows) : load(rows);
                loads.finished(work.entry().dumpId(), name, copied.bytes(), copied.rows());
            } else if (step instanceof Step.LargeObjects objects) {
                loads.started(DataLoader.LARGE_OBJECTS);
                long bytes = loader.largeObjects(objects);
                loads.finished(work.entry().dumpId(), DataLoader.LARGE_OBJECTS, bytes, -1);
            }
        }
    }

    /** Not where somebody is in the way, be it a constraint of a table that another session loads. */
    private Copied loadAlone(Step.Rows rows) {
        try {
            return loader.rowsOfOwnTransaction(rows);
        } catch (SnapshotException e) {
            String state = e.sqlState().orElse("");
            if (!state.equals(LOCK_NOT_AVAILABLE) && !state.equals(DEADLOCK)) {
                throw e;
            }
            session.execute("ROLLBACK");
            return load(rows);
        }
    }

    private Copied load(Step.Rows rows) {
        String copy = rows.entry().copyStmt();
        while (true) {
            try {
                return loader.rows(rows, false);
            } catch (SnapshotException e) {
                if (copy == null || copy.isEmpty() || !isOfCrew(e)) { // INSERT statements may have done something.
                    throw e;
                }
            }
        }
    }

    private void tune(Work work, boolean last) {
        String settings =
                (last && work.buildsIndex() ? tuning.alone() : "") + tuning.before(SessionTuning.Task.of(work.entry()));
        if (!settings.isEmpty()) {
            session.execute(settings);
        }
    }

    // Locks that the archive tells nothing of, such as those on children, can still make two statements wait for each
    // other. The server ends one of them, which has done nothing then. lock_timeout is for others: a crew waits for
    // itself as long as it takes.
    private void execute(Step.Definition definition) {
        for (int deadlocks = 0; ; ) {
            try {
                session.execute(definition.sql());
                return;
            } catch (SnapshotException e) {
                String state = e.sqlState().orElse("");
                boolean again = state.equals(DEADLOCK) ? ++deadlocks < ATTEMPTS : isOfCrew(e);
                if (!again) {
                    throw Statements.failed(definition.label(), definition.sql(), e);
                }
            }
        }
    }

    private boolean isOfCrew(SnapshotException e) {
        return e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent()
                && LockWaits.holders(session, crew).isEmpty();
    }
}
