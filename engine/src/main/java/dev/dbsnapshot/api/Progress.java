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
     * A phase began. A backup has {@code connect}, {@code schema}, {@code data}, {@code finish} and {@code check}; a
     * restore has {@code verify}, {@code connect}, {@code preflight}, {@code safety} (the safety snapshot), {@code drop}, {@code schema}, {@code data},
     * {@code indexes} and {@code constraints}, and leaves out those that it does not need. With several connections,
     * work of the phase before may still be running.
     *
     * @param phase the name of the phase, a word in lower case
     */
    record PhaseStarted(String phase) implements Event {}

    /**
     * How much data there will be, told before the first of it flows.
     *
     * @param bytes all bytes that {@link BytesMoved} will count; with {@code estimated}, what the server's statistics
     *     make likely
     * @param members how many members (tables, and the large objects) there are
     * @param estimated whether {@code bytes} may be wrong in both directions
     */
    record DataExpected(long bytes, int members, boolean estimated) implements Event {}

    /**
     * Bytes of the archive were read and checked, in phase {@code verify}.
     *
     * @param bytes all bytes checked so far
     * @param total the bytes of the archive
     */
    record BytesChecked(long bytes, long total) implements Event {}

    /**
     * One of the steps that have no data but take their time began: an index, a constraint, a refresh. Those of tables
     * with less than 1 MiB of rows are not told: many of them are done at once.
     *
     * @param step what it is, for example {@code INDEX public.orders_by_date}
     * @param index its place among the steps of its phase, from 1
     * @param count how many steps its phase has
     */
    record StepStarted(String step, int index, int count) implements Event {}

    /**
     * A step is complete.
     *
     * @param step what it is, as in {@link StepStarted}
     */
    record StepFinished(String step) implements Event {}

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
     * Something for who wants to know more, such as what was chosen and why.
     *
     * @param message one line
     */
    record Note(String message) implements Event {}

    /**
     * Something that the person should know, though it stops nothing.
     *
     * @param message one line
     */
    record Warning(String message) implements Event {}
}
