package dev.dbsnapshot.api;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One archive in a snapshot folder. Immutable.
 *
 * @param name the file's name
 * @param path where it is
 * @param schemaVersion the version of the application's schema that it holds, with its dirty flag
 * @param bytes its size in bytes
 * @param modified when the file was written last
 * @param own whether this program made it; otherwise it is some other pg_dump's
 * @param problem why it cannot be restored, in one line, or {@code null} if nothing was found when its table of contents
 *     was read (which does not read the data)
 */
public record SnapshotInfo(
        String name,
        Path path,
        SchemaVersion schemaVersion,
        long bytes,
        Instant modified,
        boolean own,
        @Nullable String problem) {}
