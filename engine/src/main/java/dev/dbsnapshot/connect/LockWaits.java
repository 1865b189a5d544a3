package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview.BlockingSession;
import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who is in the way while a session waits for a lock, which it does without a limit, as pg_dump's does. A waiting
 * session cannot ask: a second one does, which is opened only when the work has lasted some seconds.
 */
public final class LockWaits {

    private static final Logger LOG = LoggerFactory.getLogger(LockWaits.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    /** Whoever waits for the end of the watching must not wait for a dead connection. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final Duration NEXT_LOOK = Duration.ofSeconds(5);

    /** pg_blocking_pids gives 0 for a prepared transaction, and a parallel query's leader several times. */
    private static final String BLOCKERS = """
        SELECT DISTINCT b.pid, coalesce(a.application_name, '') AS application,
            coalesce(a.usename::pg_catalog.text, '') AS role, coalesce(a.state, '') AS state,
            coalesce(l.relation::pg_catalog.regclass::pg_catalog.text,
                pg_catalog.pg_describe_object(l.classid, l.objid, l.objsubid), l.locktype, '') AS target
        FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(%1$s)) AS b (pid)
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
        LEFT JOIN pg_catalog.pg_locks l ON l.pid = %1$s AND NOT l.granted
        ORDER BY b.pid
        """;

    private record Blocker(int pid, String application, String role, String state, String target) {
        String described() {
            if (pid == 0) {
                return "a prepared transaction";
            }
            List<String> known = List.of(application, role.isEmpty() ? "" : "role " + role, state);
            return "session " + pid
                    + known.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(", ", " (", ")"));
        }
    }

    private final Sessions sessions;
    private final int waiting;
    private final Progress progress;
    private final Duration firstLook;
    private final Duration nextLook;
    private volatile String said = "";

    private LockWaits(Sessions sessions, int waiting, Duration limit, Progress progress) {
        this.sessions = sessions;
        this.waiting = waiting;
        this.progress = progress;
        // At least twice while it waits.
        Duration part = limit.isZero() ? NEXT_LOOK : limit.dividedBy(3).plusMillis(1);
        this.firstLook = part.compareTo(FIRST_LOOK) < 0 ? part : FIRST_LOOK;
        this.nextLook = part.compareTo(NEXT_LOOK) < 0 ? part : NEXT_LOOK;
    }

    /**
     * Watches a session while it works, and says who was in the way if it gives up because of lock_timeout; the watcher
     * and its session are gone when this returns.
     *
     * @param session the one that may have to wait
     * @param sessions opens the one that asks
     * @param limit lock_timeout, or zero for none
     * @param progress gets a warning for every new group of sessions that are waited for, from another thread
     * @param work what is done in the session
     */
    public static void during(Session session, Sessions sessions, Duration limit, Progress progress, Runnable work) {
        LockWaits waits = new LockWaits(sessions, session.backendPid(), limit, progress);
        Watcher watcher = Watcher.start("db-snapshot-lock-waits", waits::watch);
        try {
            work.run();
        } catch (SnapshotException e) {
            watcher.close();
            throw e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent() ? waits.timedOut(e) : e;
        } finally {
            watcher.close();
        }
    }

    private SnapshotException timedOut(SnapshotException e) {
        String who = said.isEmpty()
                ? "waiting after lock_timeout for a lock that another session holds" + holders()
                : said.replaceFirst(": it goes on when.*$", "").replaceFirst("^waiting", "waiting after lock_timeout");
        return new SnapshotException(
                ErrorCode.CONFLICT, "gave up " + who + ": end these sessions, or wait longer", e, LOCK_NOT_AVAILABLE);
    }

    private String holders() {
        try (Session asking = sessions.open(SessionPurpose.DUMP).answeringWithin(ANSWER)) {
            return holders(asking, Set.of(waiting));
        } catch (SnapshotException e) {
            LOG.warn("cannot see who is in the way", e);
            return "";
        }
    }

    /**
     * Whoever holds locks on relations of users, as the end of a message; empty if nobody does any more. For a wait that
     * was so short that nobody looked meanwhile.
     *
     * @param asking asks
     * @param ours the processes of sessions that are not meant
     */
    public static String holders(Session asking, Set<Integer> ours) {
        List<BlockingSession> holders = LockHolders.read(asking).stream()
                .filter(holder -> !ours.contains(holder.pid()))
                .toList();
        return holders.isEmpty()
                ? ""
                : "; these hold locks: "
                        + holders.stream()
                                .map(holder -> described(holder) + " on " + holder.object())
                                .collect(Collectors.joining(", "));
    }

    private static String described(BlockingSession holder) {
        return new Blocker(holder.pid(), holder.application(), holder.user(), holder.state(), holder.object())
                .described();
    }

    private void watch(Watcher watcher) {
        if (watcher.endsWithin(firstLook)) {
            return;
        }
        try (Session asking = sessions.open(SessionPurpose.DUMP).answeringWithin(ANSWER)) {
            do {
                look(asking);
            } while (!watcher.endsWithin(nextLook));
        } catch (SnapshotException e) {
            LOG.warn("cannot see whether somebody is in the way", e);
        }
    }

    private void look(Session asking) {
        List<Blocker> blockers = asking.query(BLOCKERS.formatted(waiting), LockWaits::blocker);
        if (blockers.isEmpty()) {
            return;
        }
        String target = blockers.get(0).target();
        String warning = "waiting for a lock" + (target.isEmpty() ? "" : " on " + target) + ", which "
                + blockers.stream().map(Blocker::described).collect(Collectors.joining(" and "))
                + " holds or wants: it goes on when they end; to give up, cancel";
        if (!warning.equals(said)) {
            said = warning;
            progress.on(new Progress.Warning(warning));
        }
    }

    private static Blocker blocker(Row row) {
        return new Blocker(
                row.integer("pid"), row.text("application"), row.text("role"), row.text("state"), row.text("target"));
    }
}
