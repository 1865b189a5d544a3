package dev.dbsnapshot.api;

import java.util.Objects;

/**
 * How a restore is done. Immutable; start from {@link #DEFAULT}.
 *
 * @param drop whether everything in the target is dropped and made anew, whatever the versions of the schemas are
 * @param strategy how the restore gets to its end whole or not at all
 * @param jobs how many connections work at the same time where the strategy allows it, at least 1
 * @param safetySnapshot whether the live database is backed up before something in it is destroyed
 * @param keepOld whether a swap keeps the old database
 */
public record RestoreOptions(
        boolean drop, RestoreStrategy strategy, int jobs, boolean safetySnapshot, boolean keepOld) {

    /** In place, after the versions, with a safety snapshot. */
    public static final RestoreOptions DEFAULT = new RestoreOptions(false, RestoreStrategy.IN_PLACE, 1, true, true);

    /**
     * Checks the number of jobs.
     *
     * @param drop whether everything in the target is dropped and made anew, whatever the versions of the schemas are
     * @param strategy how the restore gets to its end whole or not at all
     * @param jobs how many connections work at the same time where the strategy allows it, at least 1
     * @param safetySnapshot whether the live database is backed up before something in it is destroyed
     * @param keepOld whether a swap keeps the old database
     */
    public RestoreOptions {
        Objects.requireNonNull(strategy);
        if (jobs < 1) {
            throw new SnapshotException(ErrorCode.USAGE, "a restore needs at least 1 job, not " + jobs);
        }
    }

    /**
     * Whether everything is dropped, whatever the versions are.
     *
     * @param value whether it is
     * @return a changed copy
     */
    public RestoreOptions withDrop(boolean value) {
        return new RestoreOptions(value, strategy, jobs, safetySnapshot, keepOld);
    }

    /**
     * Another strategy.
     *
     * @param value the strategy
     * @return a changed copy
     */
    public RestoreOptions withStrategy(RestoreStrategy value) {
        return new RestoreOptions(drop, value, jobs, safetySnapshot, keepOld);
    }

    /**
     * Another number of connections.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public RestoreOptions withJobs(int value) {
        return new RestoreOptions(drop, strategy, value, safetySnapshot, keepOld);
    }

    /**
     * Whether the live database is backed up before something in it is destroyed.
     *
     * @param value whether it is
     * @return a changed copy
     */
    public RestoreOptions withSafetySnapshot(boolean value) {
        return new RestoreOptions(drop, strategy, jobs, value, keepOld);
    }

    /**
     * Whether a swap keeps the old database, so that it can be undone.
     *
     * @param value whether it does
     * @return a changed copy
     */
    public RestoreOptions withKeepOld(boolean value) {
        return new RestoreOptions(drop, strategy, jobs, safetySnapshot, value);
    }
}
