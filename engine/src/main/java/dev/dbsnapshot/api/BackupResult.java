package dev.dbsnapshot.api;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a backup made. Immutable.
 *
 * @param file the archive, complete and flushed to disk
 * @param bytes its size in bytes
 * @param database the database that it was made from
 * @param serverVersion that server's version, as the server says it
 * @param schemaVersion the version of the application's schema
 * @param lsn the server's write-ahead log position at the moment that the archive shows, or {@code ""} on a standby that
 *     does not tell
 * @param entries how many entries the table of contents has
 * @param members how many members hold data: one per table with data, and one per group of large objects
 * @param rows how many rows the tables have together
 * @param duration how long it took
 */
public record BackupResult(
        Path file,
        long bytes,
        String database,
        String serverVersion,
        SchemaVersion schemaVersion,
        String lsn,
        int entries,
        int members,
        long rows,
        Duration duration) {}
