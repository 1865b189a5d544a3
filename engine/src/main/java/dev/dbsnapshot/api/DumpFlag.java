package dev.dbsnapshot.api;

/** The options of a dump that are either on or off, with pg_dump's names and meaning. */
public enum DumpFlag {
    SCHEMA_ONLY,
    DATA_ONLY,
    /** Owners in the archive's script, restore.sql; the archive itself always tells them. */
    OWNER,
    /** GRANTs and default privileges. */
    PRIVILEGES,
    NO_COMMENTS,
    NO_PUBLICATIONS,
    NO_SUBSCRIPTIONS,
    NO_SECURITY_LABELS,
    /** The archive keeps them; its script, restore.sql, does not set them. */
    NO_TABLESPACES,
    /** The archive keeps them; its script, restore.sql, does not set them. */
    NO_TABLE_ACCESS_METHOD,
    NO_TOAST_COMPRESSION,
    NO_UNLOGGED_TABLE_DATA,
    /** Large objects even where schemas, tables or extensions are taken in by name. */
    LARGE_OBJECTS,
    NO_LARGE_OBJECTS,
    INSERTS,
    COLUMN_INSERTS,
    ON_CONFLICT_DO_NOTHING,
    LOAD_VIA_PARTITION_ROOT,
    ENABLE_ROW_SECURITY,
    QUOTE_ALL_IDENTIFIERS,
    SERIALIZABLE_DEFERRABLE,
    /** Every pattern that takes in schemas, tables or extensions must match something. */
    STRICT_NAMES,
    /** Changes nothing in an archive, whose script always cleans. */
    CLEAN,
    IF_EXISTS,
    /** Changes nothing in an archive, whose script always creates the database. */
    CREATE
}
