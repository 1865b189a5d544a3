package dev.dbsnapshot.cli;

import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.SnapshotInfo;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
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
        new SnapshotListing(surroundings.out()).print(snapshots, format);
        return ExitCode.SUCCESS.number();
    }
}
