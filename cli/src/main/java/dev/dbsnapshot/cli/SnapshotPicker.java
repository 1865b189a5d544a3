package dev.dbsnapshot.cli;

import dev.dbsnapshot.Snapshots;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.SnapshotInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets the person choose one of the snapshots of a folder by its number. */
final class SnapshotPicker {

    private final Path folder;
    private final ProgressLines lines;

    SnapshotPicker(Path folder, ProgressLines lines) {
        this.folder = folder;
        this.lines = lines;
    }

    /** Shows them, newest first, and asks until one is chosen. */
    Path choose() {
        List<SnapshotInfo> snapshots = Snapshots.in(folder).list();
        if (snapshots.stream().noneMatch(snapshot -> snapshot.problem() == null)) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "there is no snapshot to restore in " + folder
                            + ": make one with 'db-snapshot create', or name a folder with --dir or a file with"
                            + " --file");
        }
        lines.say("Snapshots in " + folder + ":", true);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"   #", "NAME", "VERSION", "SIZE", "DATE", ""});
        for (SnapshotInfo snapshot : snapshots) {
            List<String> row = new ArrayList<>();
            row.add(String.format(Locale.ROOT, "%4d", rows.size()));
            row.addAll(List.of(SnapshotListing.row(snapshot)));
            rows.add(row.toArray(String[]::new));
        }
        SnapshotListing.aligned(rows).forEach(row -> lines.text(row, true));
        return chosen(snapshots).path();
    }

    private SnapshotInfo chosen(List<SnapshotInfo> snapshots) {
        String range = snapshots.size() == 1 ? "1" : "1-" + snapshots.size();
        while (true) {
            String typed = lines.ask("Number of the snapshot to restore (" + range + ", q to quit): ");
            if (typed == null || typed.isEmpty() || typed.equalsIgnoreCase("q")) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT, "not restored: no snapshot was chosen, and nothing was changed");
            }
            SnapshotInfo snapshot = numbered(snapshots, typed);
            if (snapshot == null) {
                lines.say("'" + typed + "' is none of the numbers above.", true);
            } else if (snapshot.problem() != null) {
                lines.say(snapshot.name() + " cannot be restored: " + snapshot.problem(), true);
            } else {
                return snapshot;
            }
        }
    }

    private static @Nullable SnapshotInfo numbered(List<SnapshotInfo> snapshots, String typed) {
        if (!typed.matches("[0-9]{1,9}")) {
            return null;
        }
        int number = Integer.parseInt(typed);
        return number >= 1 && number <= snapshots.size() ? snapshots.get(number - 1) : null;
    }
}
