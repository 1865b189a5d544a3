package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.version.VersionOrder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which path a restore takes, and why: the decision table. Immutable.
 *
 * @param path what becomes of the target
 * @param reason why, in one line; for a refusal also what to do instead
 */
public record Decision(RestorePath path, String reason) {

    /**
     * What is known when it is decided.
     *
     * @param holds some of what users made in the target, as messages name it; empty if it has no such objects
     * @param unfinished whether that is what a restore into it left when it was killed, and it was empty before
     * @param drop whether dropping everything was asked for
     * @param live the version of the target's schema
     * @param snapshot the version of the archive's schema
     */
    public record Situation(
            String holds, boolean unfinished, boolean drop, SchemaVersion live, SchemaVersion snapshot) {}

    private static final String OR_DROP = ", or use --drop to replace everything in the database by the snapshot";

    /** Looks it up; the rows are tried from the first to the last. */
    public static Decision of(Situation now) {
        String live = now.live().version();
        String snapshot = now.snapshot().version();
        if (now.holds().isEmpty()) {
            return new Decision(RestorePath.EMPTY_TARGET, "the database is empty: there is nothing to lose");
        }
        if (now.unfinished()) {
            return new Decision(
                    RestorePath.EMPTY_TARGET,
                    "the database was empty before a restore into it that was interrupted: what that left is dropped,"
                            + " and there is nothing else to lose");
        }
        if (now.drop()) {
            return new Decision(
                    RestorePath.DROP_AND_RESTORE,
                    "--drop was given: everything in the database is replaced, whatever the versions are");
        }
        if (live == null || snapshot == null) {
            return refused(unversioned(live, snapshot, now.holds())
                    + ": name the table that records it with --version-table" + OR_DROP);
        }
        if (now.snapshot().dirty()) {
            return refused("the snapshot was taken while migration " + snapshot
                    + " was unfinished (dirty): take another snapshot" + OR_DROP);
        }
        OptionalInt order = VersionOrder.compare(live, snapshot);
        if (order.isEmpty()) {
            return refused("nobody can tell which of schema version " + live + " (live) and " + snapshot
                    + " (snapshot) is newer: compare them yourself" + OR_DROP);
        }
        return compared(order.getAsInt(), now.live(), live, snapshot);
    }

    /** The same for a part of an archive, which never drops anything. */
    static Decision ofPart(Situation now, boolean onlyData) {
        String live = now.live().version();
        String snapshot = now.snapshot().version();
        if (!onlyData) {
            return now.holds().isEmpty() || now.unfinished()
                    ? of(now)
                    : new Decision(
                            RestorePath.ADDITION,
                            "a part of the snapshot is selected: it is made beside what is there, and nothing is"
                                    + " dropped");
        }
        if (live != null && snapshot != null && !live.equals(snapshot)) {
            return new Decision(
                    RestorePath.REFUSED,
                    "only data is selected, and the live schema version " + live + " is not the snapshot's " + snapshot
                            + ": bring the schema to version " + snapshot + " first");
        }
        return new Decision(
                RestorePath.DATA_ONLY,
                "only data is selected: the schema stays, and the rows of what is selected are replaced");
    }

    private static Decision compared(int order, SchemaVersion version, String live, String snapshot) {
        if (order < 0) {
            return refused("the live schema version " + live + " is older than the snapshot's " + snapshot
                    + ": upgrade the application to version " + snapshot + " first" + OR_DROP);
        }
        if (order > 0) {
            return new Decision(
                    RestorePath.DROP_AND_RESTORE,
                    "the live schema version " + live + " is newer than the snapshot's " + snapshot
                            + ": everything in the database is replaced by the snapshot");
        }
        if (version.dirty()) {
            return new Decision(
                    RestorePath.DROP_AND_RESTORE,
                    "both have schema version " + live + ", but the live migration is unfinished (dirty), so that the"
                            + " live schema cannot be trusted: everything in the database is replaced");
        }
        return new Decision(
                RestorePath.DATA_ONLY,
                "both have schema version " + live + ": the schema stays, and the rows are replaced");
    }

    private static String unversioned(@Nullable String live, @Nullable String snapshot, String holds) {
        if (live == null && snapshot == null) {
            return "neither the live database nor the snapshot has a schema version";
        }
        return live == null
                ? "the live database is not empty (it has " + holds
                        + ") and has no schema version, but the snapshot has " + snapshot
                : "the snapshot has no schema version, but the live database has " + live;
    }

    private static Decision refused(String reason) {
        return new Decision(RestorePath.REFUSED, reason);
    }
}
