package dev.dbsnapshot.api;

import org.jspecify.annotations.Nullable;

/**
 * What undid a restore; it is committed. Immutable.
 *
 * @param done what was done
 * @param kept what holds the state from before the undo: the name of a database, or an archive; {@code null} if nothing
 */
public record UndoResult(UndoPreview done, @Nullable String kept) {}
