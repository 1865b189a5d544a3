package dev.dbsnapshot.cli;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.jump.JumpBackup;
import dev.dbsnapshot.jump.JumpRestore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the application's migration tool keeps the schema version. */
final class VersionTableOption {

    @Option(
            names = "--version-table",
            paramLabel = "TABLE",
            description = "Table that holds the schema version. Default: ${DEFAULT-VALUE}",
            defaultValue = Snapshots.DEFAULT_VERSION_TABLE)
    private String name = Snapshots.DEFAULT_VERSION_TABLE;

    @Option(
            names = "--version-column",
            paramLabel = "COLUMN",
            description = "Column of that table that holds the version. Without it, the tables of golang-migrate,"
                    + " Flyway, Liquibase, Rails and Django are known by their columns.")
    @Nullable
    private String column;

    Backup addTo(Backup backup) {
        Backup named = backup.versionTable(name);
        return column == null ? named : named.versionColumn(column);
    }

    Restore addTo(Restore restore) {
        Restore named = restore.versionTable(name);
        return column == null ? named : named.versionColumn(column);
    }

    JumpBackup addTo(JumpBackup backup) {
        return backup.withVersionTable(name, column);
    }

    JumpRestore addTo(JumpRestore restore) {
        return restore.withVersionTable(name, column);
    }

    Snapshots addTo(Snapshots snapshots) {
        Snapshots named = snapshots.versionTable(name);
        return column == null ? named : named.versionColumn(column);
    }

    SchemaVersion of(Path archive) {
        return column == null
                ? Snapshots.extractVersion(archive, name)
                : Snapshots.extractVersion(archive, name, column);
    }
}
