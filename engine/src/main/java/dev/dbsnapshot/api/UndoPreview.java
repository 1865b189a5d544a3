package dev.dbsnapshot.api;

import java.time.Instant;

/**
 * What would undo the last restore of a database. Immutable.
 *
 * @param database the name of the database
 * @param server where it is, {@code host:port}
 * @param way how it is undone
 * @param from the database that gets its name back, or the archive that is restored
 * @param since the state of which moment comes back
 */
public record UndoPreview(String database, String server, Way way, String from, Instant since) {

    /** How a restore is undone. Constants are only ever added. */
    public enum Way {
        /** The database that a swap kept gets its name back; what has the name now is kept in turn. */
        SWAP_BACK,
        /** The safety snapshot is restored in place, in one transaction. */
        SAFETY_SNAPSHOT
    }
}
