package dev.dbsnapshot.cli;

import dev.dbsnapshot.Undo;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.UndoPreview;
import dev.dbsnapshot.api.UndoResult;
import dev.dbsnapshot.connect.ConnectionSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot undo}: takes a database back to what it was before the last restore. */
@Command(
        name = "undo",
        description = "Undo the last restore of a database: swap back, or restore the safety snapshot.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot undo -n poolside%n"
                + "  db-snapshot undo --dsn postgresql://forge@db.example.com/forge%n"
                + "  db-snapshot undo --dsn postgresql://forge@db.example.com/forge --drop-old --yes%n"
                + "%n")
final class UndoCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "connection")
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin(name = "folder")
    private final FolderOption folder = new FolderOption();

    @Option(
            names = "--drop-old",
            description =
                    "Undo nothing: drop the databases that --strategy swap kept, after which there is no way back.")
    private boolean dropOld;

    @Option(
            names = "--no-safety-snapshot",
            description = "Do not back up what is there now before a safety snapshot is restored over it; this undo"
                    + " cannot be undone then.")
    private boolean noSafetySnapshot;

    @Option(
            names = "--no-atomic",
            description = "Restore a safety snapshot in several transactions, for what one cannot hold.")
    private boolean noAtomic;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "With --no-atomic: connections that work at the same time. Default: ${DEFAULT-VALUE}",
            defaultValue = "1")
    private int jobs = 1;

    @Mixin(name = "lockWait")
    private final LockWaitOption lockWait = new LockWaitOption();

    @Option(names = "--role", paramLabel = "ROLE", description = "SET ROLE before undoing.")
    private @Nullable String role;

    @Option(
            names = {"-y", "--yes"},
            description = "Agree to what is lost. Needed where nobody can be asked.")
    private boolean yes;

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    UndoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        new Work(surroundings, output, progress).run("undo", lines -> {
            try (Access access = connection.access(kubernetes, surroundings, lines)) {
                String done = connection.withPassword(access.specification(), lines, specification -> {
                    Undo undo = Undo.of(specification)
                            .through(access.transport(specification))
                            .quiesce(access.quiesce())
                            .safetyFolder(SafeguardOptions.safetyFolder(surroundings, folder))
                            .journal(SafeguardOptions.journalFolder(surroundings))
                            .safetySnapshot(!noSafetySnapshot)
                            .role(role)
                            .strategy(noAtomic ? RestoreStrategy.NO_ATOMIC : RestoreStrategy.IN_PLACE, jobs)
                            .lockTimeout(lockWait.timeout())
                            .progress(lines);
                    return dropOld ? dropOld(undo, specification, lines) : undo(undo, specification, access, lines);
                });
                lines.result(done, Map.of());
                return done;
            }
        });
        return ExitCode.SUCCESS.number();
    }

    private String undo(Undo undo, ConnectionSpec target, Access access, ProgressLines lines) {
        UndoPreview plan = undo.plan();
        boolean swap = plan.way() == UndoPreview.Way.SWAP_BACK;
        Agreement.require(
                lines,
                "undo takes database " + plan.database() + " on " + plan.server() + " back to " + plan.since()
                        + (swap
                                ? ": " + plan.from() + " gets its name, what has it now is kept, sessions are ended"
                                : ": everything in it is destroyed and replaced by safety snapshot " + plan.from()
                                        + " (" + access.whileDropped().replaceAll("\\.$", "") + ")"),
                target.database(),
                yes);
        UndoResult result = undo.run();
        return "database " + plan.database() + " is what it was at " + plan.since()
                + (result.kept() == null ? "" : "; what it was until now is kept as " + result.kept());
    }

    private String dropOld(Undo undo, ConnectionSpec target, ProgressLines lines) {
        List<String> kept = undo.kept();
        if (kept.isEmpty()) {
            return "no swap kept an old database of " + target.database();
        }
        Agreement.require(
                lines,
                "undo --drop-old drops what swaps kept of database " + target.database() + ": "
                        + String.join(", ", kept) + "; there is no way back to it",
                target.database(),
                yes);
        return "dropped " + String.join(", ", undo.dropKept());
    }
}
