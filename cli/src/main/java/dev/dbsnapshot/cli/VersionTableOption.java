package dev.dbsnapshot.cli;

import dev.dbsnapshot.Snapshots;
import picocli.CommandLine.Option;

/** Where the application's migration tool keeps the schema version. */
final class VersionTableOption {

    @Option(
            names = "--version-table",
            paramLabel = "TABLE",
            description = "Table that holds the schema version. Default: ${DEFAULT-VALUE}",
            defaultValue = Snapshots.DEFAULT_VERSION_TABLE)
    String name = Snapshots.DEFAULT_VERSION_TABLE;
}
