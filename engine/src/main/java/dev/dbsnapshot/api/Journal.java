package dev.dbsnapshot.api;

import java.util.Map;

/**
 * Remembers what was changed outside of a transaction, so that somebody can finish or revert it after a crash. Safe for
 * use by several threads.
 */
public interface Journal {

    /** Remembers nothing. */
    Journal NONE = (act, facts) -> () -> {};

    /**
     * Writes down that something is about to be done; it is on the disk when this returns.
     *
     * @param act what is about to be done, for example {@code swap-rename} or {@code scale-down}
     * @param facts what is needed to finish or revert it; without secrets
     * @return what is told when nothing of it is left to finish or revert
     * @throws SnapshotException (IO) if it cannot be written; then the act must not be done
     */
    Note before(String act, Map<String, String> facts);

    /** One act that was written down. */
    @FunctionalInterface
    interface Note {

        /** The act is finished or reverted; nothing is left of it that anybody would have to look after. */
        void settled();
    }
}
