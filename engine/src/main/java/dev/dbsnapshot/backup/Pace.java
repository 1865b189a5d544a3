package dev.dbsnapshot.backup;

import java.time.Duration;

/**
 * How fast a backup may be, and when a connection counts as dead. Immutable.
 *
 * @param jobs how many sessions read at the same time; 0 means as many as seem useful
 * @param bytesPerSecond how many bytes of data all sessions together read at most; 0 means without limit
 * @param stallTimeout how long a session waits for bytes before the server is asked whether it still works for it
 */
public record Pace(int jobs, long bytesPerSecond, Duration stallTimeout) {

    /** The largest number of sessions. */
    public static final int LARGEST_JOBS = 64;

    /** As many sessions as useful, no limit, and a minute. */
    public static final Pace DEFAULT = new Pace(0, 0, Duration.ofSeconds(60));

    public Pace withJobs(int value) {
        return new Pace(value, bytesPerSecond, stallTimeout);
    }

    public Pace withBytesPerSecond(long value) {
        return new Pace(jobs, value, stallTimeout);
    }

    public Pace withStallTimeout(Duration value) {
        return new Pace(jobs, bytesPerSecond, value);
    }
}
