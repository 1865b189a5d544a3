package dev.dbsnapshot.api;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a restore did; it is committed. Immutable.
 *
 * @param file the archive that was restored
 * @param database the database that it was restored into
 * @param path what became of the database
 * @param strategy how that was done
 * @param schemaVersion the version of the application's schema that the archive holds
 * @param dropped how many objects were dropped before, those that went with others not counted
 * @param entries how many entries of the table of contents were executed or loaded
 * @param rows how many rows were loaded
 * @param bytes how many bytes of data were sent to the server
 * @param duration how long it took
 */
public record RestoreResult(
        Path file,
        String database,
        RestorePath path,
        RestoreStrategy strategy,
        SchemaVersion schemaVersion,
        int dropped,
        int entries,
        long rows,
        long bytes,
        Duration duration) {}
