package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Confirmation;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import java.util.List;
import java.util.Locale;

/** Shows the person what a restore is about to do, and asks whether it shall. */
final class RestoreDialogue implements Confirmation {

    private static final int MOST_NAMES = 10;

    private final ProgressLines lines;
    private final boolean yes;
    private final boolean quiet;
    private final Access access;
    private final boolean stops;

    /**
     * A dialogue.
     *
     * @param yes whether the person agreed beforehand
     * @param quiet whether to show nothing where nothing is asked
     * @param access where the database is, and what becomes of its application
     * @param stops whether the application is stopped in any case
     */
    RestoreDialogue(ProgressLines lines, boolean yes, boolean quiet, Access access, boolean stops) {
        this.lines = lines;
        this.yes = yes;
        this.quiet = quiet;
        this.access = access;
        this.stops = stops;
    }

    @Override
    public boolean agrees(RestorePreview preview) {
        boolean ask = !yes && lines.canAsk();
        if (!access.cluster().isEmpty()) {
            lines.text(PreviewText.line("Cluster", access.cluster()), ask || !quiet);
        }
        for (String line : PreviewText.withoutFindings(preview, MOST_NAMES)) {
            lines.text(line, ask || !quiet);
        }
        boolean drops = preview.path() == RestorePath.DROP_AND_RESTORE
                || PreviewText.swaps(preview)
                || !preview.dropped().isEmpty();
        if (preview.path() == RestorePath.DROP_AND_RESTORE || stops) {
            lines.say(access.whileDropped(), ask || !quiet);
        }
        if (yes) {
            return true;
        }
        if (!ask) {
            return unasked(preview);
        }
        if (drops) {
            String typed = lines.ask("Type the name of the database (" + preview.database() + ") to "
                    + (PreviewText.swaps(preview) ? "replace it" : "destroy what is in it") + ": ");
            if (preview.database().equals(typed)) {
                return true;
            }
            throw disagreed(
                    preview, typed == null || typed.isEmpty() ? "nobody agreed" : "'" + typed + "' is not its name");
        }
        String typed = lines.ask("Restore now? (y/N): ");
        if (typed != null && List.of("y", "yes").contains(typed.toLowerCase(Locale.ROOT))) {
            return true;
        }
        throw disagreed(preview, "nobody agreed");
    }

    /** Where nobody can be asked, only what destroys nothing goes on. */
    private static boolean unasked(RestorePreview preview) {
        // What a restore that was interrupted left is dropped too: somebody may have gone on with it.
        // An addition drops nothing, and rows come only into tables without any.
        boolean losesNothing =
                (preview.path() == RestorePath.EMPTY_TARGET && preview.dropped().isEmpty())
                        || preview.path() == RestorePath.ADDITION;
        if (losesNothing) {
            return true;
        }
        throw new SnapshotException(
                ErrorCode.CONFLICT,
                (preview.path() == RestorePath.DATA_ONLY
                                ? "the rows in database " + preview.database() + " on " + preview.server()
                                        + " would be replaced by those of "
                                : "everything in database " + preview.database() + " on " + preview.server()
                                        + " would be destroyed and replaced by ")
                        + preview.file() + ", and nobody can be asked here: add --yes to agree; nothing was changed");
    }

    private static SnapshotException disagreed(RestorePreview preview, String why) {
        return new SnapshotException(
                ErrorCode.CONFLICT, "not restored: " + why + ", and nothing was changed in " + preview.database());
    }
}
