package dev.dbsnapshot.cli;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a restore gets to its end whole or not at all, and what there is to go back to. */
final class SafeguardOptions {

    /** Words of {@code --strategy}. */
    enum Strategy {
        IN_PLACE,
        SWAP;

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    @Option(
            names = "--strategy",
            paramLabel = "STRATEGY",
            description = "One of: ${COMPLETION-CANDIDATES}. in-place is one transaction in the database itself; swap"
                    + " fills a new database, which then takes the old one's name, and keeps the old one."
                    + " Default: ${DEFAULT-VALUE}",
            defaultValue = "in-place")
    private Strategy strategy = Strategy.IN_PLACE;

    @Option(
            names = "--no-atomic",
            description =
                    "In place, but in several transactions, for what one cannot hold: a safety snapshot comes back"
                            + " if it fails.")
    private boolean noAtomic;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Connections that work at the same time, with --strategy swap, --no-atomic or an empty"
                    + " database. Default: ${DEFAULT-VALUE}",
            defaultValue = "1")
    private int jobs = 1;

    @Option(
            names = "--drop-old",
            description = "With --strategy swap: drop the old database at the end instead of keeping it for undo.")
    private boolean dropOld;

    @Option(
            names = "--no-safety-snapshot",
            description = "Do not back up the live database before something in it is destroyed; undo is impossible.")
    private boolean noSafetySnapshot;

    @Option(
            names = "--keep-safety-snapshots",
            paramLabel = "N",
            description = "How many safety snapshots of this database stay: older ones are removed after a restore that"
                    + " has succeeded; 0 keeps all. Default: ${DEFAULT-VALUE}",
            defaultValue = "5")
    private int safetySnapshots = 5;

    @Mixin(name = "lockWait")
    private final LockWaitOption lockWait = new LockWaitOption();

    /** An application that nobody has named cannot be stopped. */
    static SnapshotException nothingToScale() {
        return new SnapshotException(
                ErrorCode.USAGE,
                "--scale-down stops an application in a cluster, and the database is named without one: leave it out,"
                        + " or name the cluster instead of the database (--namespace)");
    }

    /** Adds all of it to a restore. */
    Restore addTo(
            Restore restore, boolean drop, RestoreSelection selection, FolderOption folder, Surroundings surroundings) {
        return restore.options(options(drop, selection))
                .safetyFolder(safetyFolder(surroundings, folder))
                .safetySnapshotsKept(safetySnapshots)
                .journal(journalFolder(surroundings));
    }

    /** What was asked for. */
    RestoreOptions options(boolean drop, RestoreSelection selection) {
        if (noAtomic && strategy == Strategy.SWAP) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "--no-atomic is a way of restoring in place: leave out --strategy swap");
        }
        if (dropOld && strategy != Strategy.SWAP) {
            throw new SnapshotException(ErrorCode.USAGE, "--drop-old needs --strategy swap");
        }
        RestoreStrategy way = noAtomic
                ? RestoreStrategy.NO_ATOMIC
                : strategy == Strategy.SWAP ? RestoreStrategy.SWAP : RestoreStrategy.IN_PLACE;
        return RestoreOptions.DEFAULT
                .withDrop(drop)
                .withStrategy(way)
                .withSelection(selection)
                .withJobs(jobs)
                .withKeepOld(!dropOld)
                .withLockTimeout(lockWait.timeout())
                .withSafetySnapshot(!noSafetySnapshot);
    }

    /** Where safety snapshots are: beside the snapshots, but not among them. */
    static Path safetyFolder(Surroundings surroundings, FolderOption folder) {
        return folder.path(surroundings).resolve("safety");
    }

    /** Where the journals are, one for every target. */
    static Path journalFolder(Surroundings surroundings) {
        return surroundings.productFolder().resolve("journal");
    }
}
