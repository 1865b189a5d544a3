package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;

/** A person's word for something that destroys: the database's name typed at a terminal, or --yes. */
final class Agreement {

    private Agreement() {}

    /**
     * Asks for it.
     *
     * @param what what will happen, in one line
     * @param database the name that must be typed
     * @param yes whether the person agreed beforehand
     * @throws SnapshotException (CONFLICT) if nobody agreed
     */
    static void require(ProgressLines lines, String what, String database, boolean yes) {
        if (yes) {
            return;
        }
        if (!lines.canAsk()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    what + ", and nobody can be asked here: add --yes to agree; nothing was changed");
        }
        lines.say(what + ".", true);
        String typed = lines.ask("Type the name of the database (" + database + ") to go on: ");
        if (!database.equals(typed)) {
            throw new SnapshotException(ErrorCode.CONFLICT, "nobody agreed, and nothing was changed in " + database);
        }
    }
}
