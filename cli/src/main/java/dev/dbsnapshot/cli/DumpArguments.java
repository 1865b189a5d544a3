package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import picocli.CommandLine.Option;

/** What of a database goes into an archive, with pg_dump's names. */
final class DumpArguments {

    @Option(
            names = "--owner",
            negatable = true,
            description = "Whether the archive's restore.sql sets owners. Default: --no-owner")
    private boolean owner;

    @Option(
            names = "--privileges",
            negatable = true,
            description = "Whether the archive holds privileges (GRANT). Default: --no-privileges")
    private boolean privileges;

    DumpOptions options() {
        DumpOptions options = DumpOptions.DEFAULT;
        if (owner) {
            options = options.with(DumpFlag.OWNER);
        }
        return privileges ? options.with(DumpFlag.PRIVILEGES) : options;
    }
}
