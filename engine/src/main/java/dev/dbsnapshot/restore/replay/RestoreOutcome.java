package dev.dbsnapshot.restore.replay;

/**
 * What a way of restoring did.
 *
 * @param dropped how many objects were dropped before, those that went with others not counted
 * @param entries how many entries of the table of contents were executed or loaded
 * @param rows how many rows were loaded
 * @param bytes how many bytes of data were sent to the server
 */
public record RestoreOutcome(int dropped, int entries, long rows, long bytes) {}
