package dev.dbsnapshot.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which archive a command reads. */
final class ArchiveOption {

    @Mixin(name = "folder")
    private final FolderOption folder = new FolderOption();

    @Option(names = "--file", paramLabel = "FILE", description = "The archive. A bare name is looked up in the folder.")
    private @Nullable String file;

    /** The archive that was named. */
    Path path(Surroundings surroundings) {
        return path(surroundings, null);
    }

    /** The archive that was named by the option, or without it. */
    Path path(Surroundings surroundings, @Nullable String positional) {
        return SnapshotFile.find(file == null ? positional : file, folder, surroundings);
    }
}
