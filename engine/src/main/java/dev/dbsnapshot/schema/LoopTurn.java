package dev.dbsnapshot.schema;

/**
 * The sorts of dependency loops in the order in which pg_dump tries them ({@code repairDependencyLoop}). A kind's
 * {@link Kind#breakLoop} is asked once, at its turn, with loops of any length.
 */
public enum LoopTurn {
    /** A type and one of its I/O functions. */
    TYPE_AND_FUNCTION,
    /** A view or materialized view and its ON SELECT rule, directly or with others between them. */
    VIEW_AND_RULE,
    /** A materialized view among others across the pre-data boundary. */
    MATVIEW_AND_BOUNDARY,
    /** A function among others across the pre-data boundary. */
    FUNCTION_AND_BOUNDARY,
    /** A table and its CHECK constraint, directly or with others between them. */
    TABLE_AND_CHECK,
    /** A table and the default of its column, directly or with others between them. */
    TABLE_AND_DEFAULT,
    /** An index and that of a partition. */
    INDEX_AND_INDEX,
    /** A domain and its constraint, directly or with others between them. */
    DOMAIN_AND_CHECK,
    /** The kind breaks no loops. */
    NEVER
}
