package dev.dbsnapshot.api;

/**
 * Receives what happens while a backup or a restore runs. Called from worker threads, one call at a time; it should
 * return quickly, because the worker waits.
 */
@FunctionalInterface
public interface Progress {

    /** Ignores everything. */
    Progress NONE = event -> {};

    /**
     * Something happened.
     *
     * @param event what happened
     */
    void on(Event event);

    /** What can happen. New kinds of events may be added: treat unknown ones as noise. */
    sealed interface Event {}

    /**
     * A phase began, such as {@code schema}, {@code data}, {@code verify}.
     *
     * @param phase the name of the phase, a word in lower case
     */
    record PhaseStarted(String phase) implements Event {}

    /**
     * The data of a member (a table, or the large objects) began to flow.
     *
     * @param member what it is, for example {@code public.orders}
     * @param index its place among all members, from 1
     * @param count how many members there are
     */
    record MemberStarted(String member, int index, int count) implements Event {}

    /**
     * The data of a member is complete.
     *
     * @param member what it is, for example {@code public.orders}
     * @param bytes its size in bytes
     * @param rows its rows, or -1 where that means nothing
     */
    record MemberFinished(String member, long bytes, long rows) implements Event {}

    /**
     * Bytes have flowed.
     *
     * @param bytes all bytes of data so far
     */
    record BytesMoved(long bytes) implements Event {}

    /**
     * Something that the person should know, though it stops nothing.
     *
     * @param message one line
     */
    record Warning(String message) implements Event {}
}
