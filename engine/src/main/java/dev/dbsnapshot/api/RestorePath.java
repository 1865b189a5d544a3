package dev.dbsnapshot.api;

/** What becomes of the target of a restore; decided by the versions of the two schemas. Constants are only ever added. */
public enum RestorePath {
    /** The target has no objects of users: everything is made in it, and there is nothing to lose. */
    EMPTY_TARGET,
    /** The schemas have the same version: the schema stays, the rows are replaced. */
    DATA_ONLY,
    /** Everything in the target is dropped and made anew. */
    DROP_AND_RESTORE,
    /** What is selected of the archive is made beside what is there; nothing is dropped or replaced. */
    ADDITION,
    /** Nothing is done; the preview's reason says why and what to do instead. */
    REFUSED
}
