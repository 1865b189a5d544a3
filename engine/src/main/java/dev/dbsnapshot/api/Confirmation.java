package dev.dbsnapshot.api;

/** Asks whether a restore shall begin, after everything was looked at and before the first change. */
@FunctionalInterface
public interface Confirmation {

    /** Agrees to everything. */
    Confirmation AGREED = preview -> true;

    /**
     * Called once, by the thread that restores, which holds no lock on any object meanwhile: it may take as long as a
     * person takes. What was agreed to is looked at again before the first change.
     *
     * @param preview what is about to happen
     * @return whether it shall; otherwise the restore ends with {@link ErrorCode#CONFLICT}, and nothing is changed
     */
    boolean agrees(RestorePreview preview);
}
