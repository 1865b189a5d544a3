package dev.dbsnapshot.cli;

import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.SchemaVersion;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot extract-version}: prints the schema version in a snapshot, offline. */
@Command(
        name = "extract-version",
        description = "Print the schema version that an archive holds. Works offline, on any tar archive of pg_dump.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        header = {"Example:", "  db-snapshot extract-version --file FILE", ""})
final class ExtractVersionCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "folder")
    private final FolderOption folder = new FolderOption();

    @Option(names = "--file", paramLabel = "FILE", description = "The archive. A bare name is looked up in the folder.")
    private @Nullable String file;

    @Option(
            names = "--version-table",
            paramLabel = "TABLE",
            description = "Table that holds the schema version. Default: ${DEFAULT-VALUE}",
            defaultValue = Snapshots.DEFAULT_VERSION_TABLE)
    private String versionTable = Snapshots.DEFAULT_VERSION_TABLE;

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "script")
    private final ScriptOptions script = new ScriptOptions();

    ExtractVersionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        script.explain(surroundings.err()::println);
        SchemaVersion version = Snapshots.extractVersion(SnapshotFile.find(file, folder, surroundings), versionTable);
        if (version.dirty() && !output.quiet) {
            surroundings.err().println("warning: dirty: the last migration was left unfinished");
        }
        surroundings.out().println(version.label());
        return ExitCode.SUCCESS.number();
    }
}
