package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the server has given up a COPY into a table while rows are still sent to it: it swallows all that comes
 * after the row that it refused, and the driver hears of it only at the end. A second session looks from time to time
 * whether the first one's statement still runs. Safe for use by several threads.
 */
public final class Refusal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** Whoever waits for the end of the watching must not wait for a dead connection. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Session copying;
    private final Sessions sessions;
    private final Watcher watcher;
    private volatile boolean happened;

    private Refusal(Session copying, Sessions sessions) {
        this.copying = copying;
        this.sessions = sessions;
        this.watcher = Watcher.start("db-snapshot-refusal", this::watch);
    }

    static Refusal watch(Session copying, Sessions sessions) {
        return new Refusal(copying, sessions);
    }

    /** Whether the statement has ended, which before the last row it does only with an error. */
    public boolean happened() {
        return happened;
    }

    private void watch(Watcher own) {
        if (own.endsWithin(INTERVAL)) {
            return;
        }
        try (Session asking = sessions.open(SessionPurpose.DUMP).answeringWithin(ANSWER)) {
            String sql = "SELECT state FROM pg_catalog.pg_stat_activity WHERE pid = " + copying.backendPid();
            do {
                List<String> states = asking.query(sql, row -> String.valueOf(row.textOrNull("state")));
                happened = states.stream().anyMatch(state -> state.startsWith("idle"));
            } while (!happened && !own.endsWithin(INTERVAL));
        } catch (SnapshotException e) {
            LOG.warn("cannot see whether the server refused a row; if so, it is told after the last one", e);
        }
    }

    @Override
    public void close() {
        watcher.close();
    }
}
