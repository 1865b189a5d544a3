package dev.dbsnapshot.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where snapshots are kept. */
final class FolderOption {

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Folder of the snapshots. Default: ~/.poolside/snapshots/")
    @Nullable
    String dir;

    /** The folder that was named, or the default. */
    Path path(Surroundings surroundings) {
        return dir == null ? surroundings.productFolder().resolve("snapshots") : surroundings.resolve(dir);
    }
}
