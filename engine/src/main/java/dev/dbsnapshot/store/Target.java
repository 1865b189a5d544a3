package dev.dbsnapshot.store;

import dev.dbsnapshot.api.SchemaVersion;
import java.nio.file.Path;
import java.time.Instant;

/** Where a backup goes. */
public sealed interface Target {

    /** The file for a snapshot of this schema version, made at this moment. */
    Path file(SchemaVersion version, Instant moment);

    /** The folder that the file will stand in. */
    Path folder();

    /** One file that the caller named. */
    record NamedFile(Path path) implements Target {
        @Override
        public Path file(SchemaVersion version, Instant moment) {
            return path.toAbsolutePath();
        }

        @Override
        public Path folder() {
            Path parent = path.toAbsolutePath().getParent();
            return parent == null ? path.toAbsolutePath() : parent;
        }
    }

    /** A new file in a snapshot folder, which is made if it is not there. */
    record NewSnapshot(Path path) implements Target {
        @Override
        public Path file(SchemaVersion version, Instant moment) {
            return folder().resolve(SnapshotName.of(version, moment).fileName());
        }

        @Override
        public Path folder() {
            return path.toAbsolutePath();
        }
    }
}
