package dev.dbsnapshot.api;

import java.util.Objects;

/**
 * Something that was found out about the target of a restore before the first change. Immutable.
 *
 * @param severity whether it stops the restore
 * @param code what kind of failure it would be
 * @param what what was found, on what, and why it matters; a clause without a full stop, and without a secret
 * @param remedy what to do about it; a clause without a full stop, empty where nothing is to be done
 */
public record Finding(Severity severity, ErrorCode code, String what, String remedy) {

    /** How much a finding matters. Constants are only ever added. */
    public enum Severity {
        /** The restore does not begin. */
        BLOCKS,
        /** The restore may fail of it, or turn out different from what somebody expects. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    /**
     * Checks that nothing is null.
     *
     * @param severity whether it stops the restore
     * @param code what kind of failure it would be
     * @param what what was found, on what, and why it matters; a clause without a full stop, and without a secret
     * @param remedy what to do about it; a clause without a full stop, empty where nothing is to be done
     */
    public Finding {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(code);
        Objects.requireNonNull(what);
        Objects.requireNonNull(remedy);
    }

    /**
     * A finding that stops the restore.
     *
     * @param code what kind of failure it is
     * @param what what was found
     * @param remedy what to do about it
     * @return the finding
     */
    public static Finding blocks(ErrorCode code, String what, String remedy) {
        return new Finding(Severity.BLOCKS, code, what, remedy);
    }

    /**
     * A finding that a person should know before agreeing.
     *
     * @param what what was found
     * @param remedy what to do about it, or empty
     * @return the finding
     */
    public static Finding warning(String what, String remedy) {
        return new Finding(Severity.WARNING, ErrorCode.CONFLICT, what, remedy);
    }

    /**
     * Whether it stops the restore.
     *
     * @return whether it does
     */
    public boolean blocks() {
        return severity == Severity.BLOCKS;
    }

    /**
     * The finding and its remedy in one line.
     *
     * @return what was found, and what to do
     */
    public String text() {
        return remedy.isEmpty() ? what : what + "; " + remedy;
    }
}
