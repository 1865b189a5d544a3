package dev.dbsnapshot.connect;

/** What a session is for, which decides its settings. */
public enum SessionPurpose {
    /** Reading a database as pg_dump does. */
    DUMP,
    /** Replaying an archive as pg_restore does. */
    RESTORE
}
