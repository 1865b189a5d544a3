package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices connections that are dead without having been closed: a tunnel that went away, a firewall that forgot. A
 * session may wait for long because the server works for long; so where one waits, the server is asked over another
 * connection. If it says that it waits for us, nothing will ever come, and the session's connection is cut.
 */
public final class StallWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

    /** The first look may meet a server that was just about to send. */
    private static final int LOOKS = 2;

    private final SessionGroup sessions;
    private final Sessions opener;
    private final Duration timeout;
    private final Watcher watcher;

    private StallWatch(SessionGroup sessions, Sessions opener, Duration timeout) {
        this.sessions = sessions;
        this.opener = opener;
        this.timeout = timeout;
        this.watcher = Watcher.start("db-snapshot-stalls", this::watch);
    }

    /**
     * Begins to watch.
     *
     * @param sessions which
     * @param opener opens the session that asks
     * @param timeout how long a session waits before the server is asked
     */
    public static StallWatch over(SessionGroup sessions, Sessions opener, Duration timeout) {
        return new StallWatch(sessions, opener, timeout);
    }

    private void watch(Watcher own) {
        Duration part = timeout.dividedBy(4);
        Duration interval = part.compareTo(LONGEST_INTERVAL) < 0 ? part : LONGEST_INTERVAL;
        while (!own.endsWithin(interval)) {
            List<Session> waiting = sessions.sessions().stream()
                    .filter(session -> session.waiting().compareTo(timeout) > 0)
                    .toList();
            if (!waiting.isEmpty()) {
                look(waiting, interval, own);
            }
        }
    }

    private void look(List<Session> waiting, Duration interval, Watcher own) {
        // The way that is dead for others may die for this one too, even between its login and its question.
        try (Session asking = opener.open(SessionPurpose.DUMP).answeringWithin(timeout)) {
            for (Session session : waiting) {
                boolean dead = waitsForUs(asking, session);
                for (int looks = 1; looks < LOOKS && dead; looks++) {
                    if (own.endsWithin(interval)) {
                        return;
                    }
                    dead = waitsForUs(asking, session);
                }
                if (dead) {
                    cut(session, "the server does not work for it any more");
                }
            }
        } catch (SnapshotException e) {
            boolean unreachable = e.code() == ErrorCode.CONNECTION_LOST
                    || (e.code() == ErrorCode.CONNECTION
                            && e.sqlState().stream().allMatch(state -> state.startsWith("08")));
            if (!unreachable) {
                LOG.warn("cannot see whether the server still works for a session that says nothing", e);
                return;
            }
            waiting.stream()
                    .filter(session -> session.waiting().compareTo(timeout) > 0)
                    .forEach(session -> cut(session, "the server cannot be reached any more"));
        }
    }

    /** Whether the server has nothing to do for a session that waits for it, or cannot get rid of what it has. */
    private boolean waitsForUs(Session asking, Session session) {
        if (session.waiting().compareTo(timeout) <= 0) {
            return false;
        }
        List<Boolean> works = asking.query(
                "SELECT state = 'active' AND wait_event_type IS DISTINCT FROM 'Client' AS works"
                        + " FROM pg_catalog.pg_stat_activity WHERE pid = " + session.backendPid(),
                row -> row.bool("works"));
        return !works.contains(true) && session.waiting().compareTo(timeout) > 0;
    }

    private void cut(Session session, String why) {
        LOG.warn("no byte came for {}, and {}: the connection is cut", session.waiting(), why);
        session.cut(new SocketTimeoutException(why));
    }

    /** Ends the watching. A session that asks just now is closed a moment later. */
    @Override
    public void close() {
        watcher.close();
    }
}
