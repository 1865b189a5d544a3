package dev.dbsnapshot.connect;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions that do one piece of work together, and end together when it is cancelled. Thread-safe. */
public final class SessionGroup {

    private static final Logger LOG = LoggerFactory.getLogger(SessionGroup.class);

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** Takes part from now on. */
    public void add(Session session) {
        sessions.add(session);
        if (cancelled) {
            cancel(session);
        }
    }

    /** Takes no part any more. */
    public void remove(Session session) {
        sessions.remove(session);
    }

    /** Makes the server cancel what any of them is doing; works any number of times. */
    public void cancel() {
        cancelled = true;
        sessions.forEach(SessionGroup::cancel);
    }

    /** Those that take part now. */
    Set<Session> sessions() {
        return sessions;
    }

    private static void cancel(Session session) {
        try {
            session.cancel();
        } catch (RuntimeException e) {
            LOG.warn("cannot cancel what the session is doing", e);
        }
    }
}
