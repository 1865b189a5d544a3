package dev.dbsnapshot.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Backs up the live database before something in it is destroyed. Called at most once by a restore. */
@FunctionalInterface
public interface SafetySnapshot {

    /** Backs up nothing. */
    SafetySnapshot NONE = Optional::empty;

    /**
     * Backs it up, and reads the whole backup to be sure of it.
     *
     * @return the archive, or empty if nobody wants one
     * @throws SnapshotException if there is no good backup; then nothing may be destroyed
     */
    Optional<Path> take();

    /**
     * Removes the one that was taken, because the database is still what it was then: whoever undoes the last restore
     * must not come to a state that no restore has changed.
     *
     * @param taken what {@link #take} returned
     * @throws IOException if it stays
     */
    default void discard(Path taken) throws IOException {
        Files.deleteIfExists(taken);
    }
}
