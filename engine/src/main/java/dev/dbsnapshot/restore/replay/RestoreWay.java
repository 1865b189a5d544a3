package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.RestorePreview;

/**
 * One way to restore, for one pair of path and strategy; {@code restore.Ways} says which for which. A way decides
 * nothing about whether it is the right one: the decision stands before it, and the confirmation between its two
 * methods. Instances have no state.
 */
public interface RestoreWay {

    /**
     * Looks at the target and says what would be done, and everything that stands in the way of it, all at once.
     * Changes nothing: the job's session is in a read-only transaction.
     *
     * @param job the restore
     * @return what only this way can know; the session, the versions and so on are looked at by others
     */
    WayReport inspect(RestoreJob job);

    /**
     * Does it: whole, or not at all. The job's session is in no transaction; {@link RestoreJob#begin} begins one that
     * knows how to commit. What fails is thrown: then the caller rolls back and closes the session.
     *
     * @param job the restore
     * @param agreed what was told to the person who agreed; whatever of it could have changed meanwhile is looked at
     *     again before the first change
     * @return what was done; it is committed
     */
    RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed);
}
