package dev.dbsnapshot.copy;

/**
 * What was moved. Immutable.
 *
 * @param rows how many rows
 * @param bytes how many bytes of them, without the terminator that pg_dump writes after them
 */
public record Copied(long rows, long bytes) {}
