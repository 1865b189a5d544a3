package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.version.LiveVersion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether what somebody agreed to is still what would happen: people think for minutes, and databases go on. */
public final class Agreement {

    private static final int NAMED = 5;

    private Agreement() {}

    /**
     * Fails if the version of the schema is another one by now, or if something would be dropped that was not told.
     * Called inside the transaction that changes the target, before its first change.
     *
     * @param dropping the objects that would be dropped now, as {@link RestorePreview#dropped} has them
     */
    public static void mustHold(RestoreJob job, RestorePreview agreed, List<String> dropping) {
        SchemaVersion live = LiveVersion.read(job.session(), job.versionTable());
        if (!live.equals(agreed.live())) {
            throw changed(
                    agreed,
                    "it has schema version " + described(live) + ", and it was " + described(agreed.live())
                            + " when the restore was agreed to");
        }
        Set<String> added = new TreeSet<>(dropping);
        agreed.dropped().forEach(added::remove);
        // They have no names, and are rows rather than objects to whoever agrees.
        added.removeIf(object -> object.startsWith("large objects "));
        if (!added.isEmpty()) {
            String names = String.join(", ", added.stream().limit(NAMED).toList());
            throw changed(
                    agreed,
                    names + (added.size() > NAMED ? " and " + (added.size() - NAMED) + " more" : "")
                            + " came after the restore was agreed to");
        }
    }

    private static String described(SchemaVersion version) {
        return version.label() + (version.dirty() ? " (dirty)" : "");
    }

    private static SnapshotException changed(RestorePreview agreed, String what) {
        return new SnapshotException(
                ErrorCode.CONFLICT, "database " + agreed.database() + " changed meanwhile: " + what + "; start again");
    }
}
