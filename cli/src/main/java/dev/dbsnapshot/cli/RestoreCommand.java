package dev.dbsnapshot.cli;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import java.io.Console;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot restore}: replays a snapshot into a database, whole or not at all. */
@Command(
        name = "restore",
        description = "Restore a database from an archive of db-snapshot or of pg_dump -Ft, in one transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot restore --dsn postgresql://forge@db.example.com/empty --file FILE%n"
                + "  db-snapshot restore --dsn postgresql://forge@db.example.com/forge --file FILE --drop%n"
                + "%n")
final class RestoreCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "connection")
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin(name = "archive")
    private final ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--drop",
            description =
                    "Drop everything that users made in the database first. Without it the database must be empty.")
    private boolean drop;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before dropping.")
    private boolean yes;

    @Mixin(name = "versionTable")
    private final VersionTableOption versionTable = new VersionTableOption();

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "script")
    private final ScriptOptions script = new ScriptOptions();

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path file = archive.path(surroundings);
        RestoreResult result = new Work(surroundings, output).run("restore", lines -> {
            script.explain(message -> lines.say(message, true));
            ConnectionSpec target = connection.specification(surroundings, lines);
            if (drop) {
                agree(target, file);
            }
            return connection.withPassword(target, surroundings, specification -> versionTable
                    .addTo(Restore.of(file, specification))
                    .drop(drop)
                    .progress(lines)
                    .run());
        });
        if (!output.quiet) {
            surroundings
                    .err()
                    .printf(
                            Locale.ROOT,
                            "restored %s into %s: schema version %s%s, %d objects dropped, %d entries, %d rows, %s in"
                                    + " %.1f s%n",
                            file.getFileName(),
                            result.database(),
                            result.schemaVersion().label(),
                            result.schemaVersion().dirty() ? " (dirty)" : "",
                            result.dropped(),
                            result.entries(),
                            result.rows(),
                            HumanSize.of(result.bytes()),
                            result.duration().toMillis() / 1000.0);
        }
        return ExitCode.SUCCESS.number();
    }

    /** Dropping needs a person's word: the database's name typed at a terminal, or --yes. */
    private void agree(ConnectionSpec target, Path file) {
        if (yes) {
            return;
        }
        String what = "restore --drop destroys everything in " + target + " and replaces it by " + file;
        Console console = surroundings.console();
        if (console == null) {
            throw new SnapshotException(ErrorCode.CONFLICT, what + ": add --yes to agree");
        }
        String typed = console.readLine("%s.%nType the name of the database to go on: ", what);
        if (!target.database().equals(typed)) {
            throw new SnapshotException(ErrorCode.CONFLICT, "not restored: nobody agreed, and nothing was changed");
        }
    }
}
