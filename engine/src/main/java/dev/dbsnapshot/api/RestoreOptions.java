package dev.dbsnapshot.api;

import java.time.Duration;
import java.util.Objects;

/**
 * How a restore is done. Immutable; start from {@link #DEFAULT}.
 *
 * @param drop whether everything in the target is dropped and made anew, whatever the versions of the schemas are
 * @param strategy how the restore gets to its end whole or not at all
 * @param jobs how many connections work at the same time where the strategy allows it, at least 1
 * @param safetySnapshot whether the live database is backed up before something in it is destroyed
 * @param keepOld whether a swap keeps the old database
 * @param lockTimeout how long to wait for a lock that another session holds on something that is replaced, from a
 *     millisecond on; zero without limit
 * @param selection what of the archive is restored
 */
public record RestoreOptions(
        boolean drop,
        RestoreStrategy strategy,
        int jobs,
        boolean safetySnapshot,
        boolean keepOld,
        Duration lockTimeout,
        RestoreSelection selection) {

    /** In place, after the versions, with a safety snapshot. */
    public static final RestoreOptions DEFAULT = new RestoreOptions(
            false, RestoreStrategy.IN_PLACE, 1, true, true, Duration.ofMinutes(1), RestoreSelection.EVERYTHING);

    /**
     * Checks the number of jobs.
     *
     * @param drop whether everything in the target is dropped and made anew, whatever the versions of the schemas are
     * @param strategy how the restore gets to its end whole or not at all
     * @param jobs how many connections work at the same time where the strategy allows it, at least 1
     * @param safetySnapshot whether the live database is backed up before something in it is destroyed
     * @param keepOld whether a swap keeps the old database
     * @param lockTimeout how long to wait for a lock that another session holds on something that is replaced, from a
     *     millisecond on; zero without limit
     * @param selection what of the archive is restored
     */
    public RestoreOptions {
        Objects.requireNonNull(strategy);
        if (jobs < 1) {
            throw new SnapshotException(ErrorCode.USAGE, "a restore needs at least 1 job, not " + jobs);
        }
        if (selection.isPart() && drop) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--drop replaces everything in the database, and only a part of the archive is selected: leave out"
                            + " one of them");
        }
        if (selection.isPart() && strategy != RestoreStrategy.IN_PLACE) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "a part of an archive is restored in one transaction in place: leave out "
                            + (strategy == RestoreStrategy.SWAP ? "--strategy swap" : "--no-atomic"));
        }
        if (selection.role() != null && strategy != RestoreStrategy.IN_PLACE) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--role works in place only: leave out "
                            + (strategy == RestoreStrategy.SWAP ? "--strategy swap" : "--no-atomic"));
        }
        if (!selection.schemaNames().isEmpty() && jobs > 1) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "--map-schema needs one transaction, and so one connection: leave out --jobs");
        }
        if (lockTimeout.isNegative() || lockTimeout.toMillis() > Integer.MAX_VALUE) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "a timeout for locks is from 0 to " + Integer.MAX_VALUE + " ms, not " + lockTimeout.toSeconds()
                            + " s");
        }
    }

    /**
     * Whether everything is dropped, whatever the versions are.
     *
     * @param value whether it is
     * @return a changed copy
     */
    public RestoreOptions withDrop(boolean value) {
        return new RestoreOptions(value, strategy, jobs, safetySnapshot, keepOld, lockTimeout, selection);
    }

    /**
     * Another strategy.
     *
     * @param value the strategy
     * @return a changed copy
     */
    public RestoreOptions withStrategy(RestoreStrategy value) {
        return new RestoreOptions(drop, value, jobs, safetySnapshot, keepOld, lockTimeout, selection);
    }

    /**
     * Another number of connections.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public RestoreOptions withJobs(int value) {
        return new RestoreOptions(drop, strategy, value, safetySnapshot, keepOld, lockTimeout, selection);
    }

    /**
     * Whether the live database is backed up before something in it is destroyed.
     *
     * @param value whether it is
     * @return a changed copy
     */
    public RestoreOptions withSafetySnapshot(boolean value) {
        return new RestoreOptions(drop, strategy, jobs, value, keepOld, lockTimeout, selection);
    }

    /**
     * Whether a swap keeps the old database, so that it can be undone.
     *
     * @param value whether it does
     * @return a changed copy
     */
    public RestoreOptions withKeepOld(boolean value) {
        return new RestoreOptions(drop, strategy, jobs, safetySnapshot, value, lockTimeout, selection);
    }

    /**
     * Another time to wait for locks.
     *
     * @param value how long, zero without limit
     * @return a changed copy
     */
    public RestoreOptions withLockTimeout(Duration value) {
        return new RestoreOptions(drop, strategy, jobs, safetySnapshot, keepOld, value, selection);
    }

    /**
     * What of the archive is restored.
     *
     * @param value the selection
     * @return a changed copy
     */
    public RestoreOptions withSelection(RestoreSelection value) {
        return new RestoreOptions(drop, strategy, jobs, safetySnapshot, keepOld, lockTimeout, value);
    }
}
