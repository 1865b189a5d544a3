package dev.dbsnapshot.cli;

import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot list}: shows the snapshots of a folder. */
@Command(
        name = "list",
        description = "List the archives of the folder, newest first.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n" + "  db-snapshot list%n" + "  db-snapshot list --dir /backup -o json%n" + "%n")
final class ListCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "folder")
    private final FolderOption folder = new FolderOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}",
            defaultValue = "table")
    private SnapshotListing.Format format = SnapshotListing.Format.TABLE;

    @Mixin(name = "versionTable")
    private final VersionTableOption versionTable = new VersionTableOption();

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "script")
    private final ScriptOptions script = new ScriptOptions();

    ListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        script.explain(surroundings.err()::println);
        if (folder.dir != null && !Files.isDirectory(folder.path(surroundings))) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "there is no folder " + folder.path(surroundings) + ": --dir names one that is there");
        }
        List<SnapshotInfo> snapshots =
                versionTable.addTo(Snapshots.in(folder.path(surroundings))).list();
        if (snapshots.isEmpty() && !output.quiet) {
            surroundings.err().println("no snapshots in " + folder.path(surroundings));
        }
        new SnapshotListing(surroundings.out()).print(snapshots, safetySnapshots(), format);
        return ExitCode.SUCCESS.number();
    }

    /** Each target has a folder of its own, which is part of what identifies one of them. */
    private List<SnapshotInfo> safetySnapshots() {
        Path root = SafeguardOptions.safetyFolder(surroundings, folder);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> targets = Files.list(root)) {
            return targets.filter(Files::isDirectory)
                    .sorted()
                    .flatMap(target -> versionTable.addTo(Snapshots.in(target)).list().stream()
                            .map(info -> named(target.getFileName() + "/" + info.name(), info)))
                    .toList();
        } catch (IOException e) {
            throw new SnapshotException(ErrorCode.IO, "cannot list " + root + ": " + e.getMessage(), e);
        }
    }

    private static SnapshotInfo named(String name, SnapshotInfo info) {
        return new SnapshotInfo(
                name, info.path(), info.schemaVersion(), info.bytes(), info.modified(), info.own(), info.problem());
    }
}
