package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code db-snapshot extract-version}: prints the schema version in a snapshot, offline. */
@Command(
        name = "extract-version",
        description = "Print the schema version that an archive holds. Works offline, on any tar archive of pg_dump.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Example:%n" + "  db-snapshot extract-version --file FILE%n" + "%n")
final class ExtractVersionCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "archive")
    private final ArchiveOption archive = new ArchiveOption();

    @Mixin(name = "versionTable")
    private final VersionTableOption versionTable = new VersionTableOption();

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
        SchemaVersion version = versionTable.of(archive.path(surroundings));
        if (version.dirty() && !output.quiet) {
            surroundings.err().println("warning: dirty: the last migration was left unfinished");
        }
        surroundings.out().println(version.label());
        return ExitCode.SUCCESS.number();
    }
}
