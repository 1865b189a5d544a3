package dev.dbsnapshot.api;

/** The options of a dump that are either on or off, with pg_dump's names and meaning. */
public enum DumpFlag {
    /** Only definitions. */
    SCHEMA_ONLY,
    /** Only rows, large objects and positions of sequences. */
    DATA_ONLY,
    /** Owners in the archive's script, restore.sql; the archive itself always tells them. */
    OWNER,
    /** GRANTs and default privileges. */
    PRIVILEGES,
    /** No comments. */
    NO_COMMENTS,
    /** No publications. */
    NO_PUBLICATIONS,
    /** No subscriptions. */
    NO_SUBSCRIPTIONS,
    /** No security labels. */
    NO_SECURITY_LABELS,
    /** The archive keeps them; its script, restore.sql, does not set them. */
    NO_TABLESPACES,
    /** The archive keeps them; its script, restore.sql, does not set them. */
    NO_TABLE_ACCESS_METHOD,
    /** No compression methods of columns. */
    NO_TOAST_COMPRESSION,
    /** Not the rows of unlogged tables. */
    NO_UNLOGGED_TABLE_DATA,
    /** Large objects even where schemas, tables or extensions are taken in by name. */
    LARGE_OBJECTS,
    /** No large objects. */
    NO_LARGE_OBJECTS,
    /** Rows as INSERT statements. */
    INSERTS,
    /** Rows as INSERT statements that name their columns. */
    COLUMN_INSERTS,
    /** INSERT statements skip rows that are there already. */
    ON_CONFLICT_DO_NOTHING,
    /** Rows of partitions are loaded through the partitioned table. */
    LOAD_VIA_PARTITION_ROOT,
    /** Only rows that row security lets the role see; without it, reading others fails. */
    ENABLE_ROW_SECURITY,
    /** All names are quoted. */
    QUOTE_ALL_IDENTIFIERS,
    /** Waits for a snapshot that cannot show an anomaly of serializable transactions. */
    SERIALIZABLE_DEFERRABLE,
    /** Every pattern that takes in schemas, tables or extensions must match something. */
    STRICT_NAMES,
    /** Changes nothing in an archive, whose script always cleans. */
    CLEAN,
    /** The script, restore.sql, drops what exists only. */
    IF_EXISTS,
    /** Changes nothing in an archive, whose script always creates the database. */
    CREATE
}
