package dev.dbsnapshot.cli;

import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the archive that a person means. */
final class SnapshotFile {

    private SnapshotFile() {}

    /** A bare name is looked up in the snapshot folder, then beside the person; anything else is a path. */
    static Path find(@Nullable String typed, FolderOption folder, Surroundings surroundings) {
        Path snapshots = folder.path(surroundings);
        if (typed == null || typed.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "no archive named: give --file FILE ('db-snapshot list' shows those in " + snapshots + ")");
        }
        boolean bare = typed.indexOf('/') < 0 && typed.indexOf('\\') < 0 && !typed.equals("~");
        Path beside = surroundings.resolve(typed);
        if (bare && (Files.exists(snapshots.resolve(typed)) || !Files.exists(beside))) {
            return Snapshots.in(snapshots).find(typed);
        }
        if (!Files.exists(beside)) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "there is no file " + beside + ": 'db-snapshot list' shows those in " + snapshots);
        }
        return beside;
    }
}
