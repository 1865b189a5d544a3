package dev.dbsnapshot.api;

import java.util.Objects;

/**
 * Something that was looked at before it is needed: whether it is as it must be, and what to do if not. Immutable.
 *
 * @param name what was looked at, in a few words
 * @param outcome how it is
 * @param found what was found; a clause without a full stop, and without a secret
 * @param remedy what to do about it; a clause without a full stop, empty where nothing is to be done
 */
public record Check(String name, Outcome outcome, String found, String remedy) {

    /** How something is. Constants are only ever added. */
    public enum Outcome {
        /** As it must be. */
        PASS,
        /** Not as it must be for everything, but for what is usual. */
        WARNING,
        /** Not as it must be. */
        FAIL
    }

    /**
     * Checks that nothing is null.
     *
     * @param name what was looked at, in a few words
     * @param outcome how it is
     * @param found what was found; a clause without a full stop, and without a secret
     * @param remedy what to do about it; a clause without a full stop, empty where nothing is to be done
     */
    public Check {
        Objects.requireNonNull(name);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(found);
        Objects.requireNonNull(remedy);
    }

    /**
     * Something that is as it must be.
     *
     * @param name what was looked at
     * @param found what was found
     * @return the check
     */
    public static Check pass(String name, String found) {
        return new Check(name, Outcome.PASS, found, "");
    }

    /**
     * Something that is not as it must be.
     *
     * @param name what was looked at
     * @param found what was found
     * @param remedy what to do about it
     * @return the check
     */
    public static Check fail(String name, String found, String remedy) {
        return new Check(name, Outcome.FAIL, found, remedy);
    }

    /**
     * Something that only some need.
     *
     * @param name what was looked at
     * @param found what was found
     * @param remedy what to do about it
     * @return the check
     */
    public static Check warning(String name, String found, String remedy) {
        return new Check(name, Outcome.WARNING, found, remedy);
    }

    /**
     * What a failure says. Messages end with what to do next, behind the last colon.
     *
     * @param name what was looked at
     * @param failure what went wrong
     * @return the check
     */
    public static Check fail(String name, SnapshotException failure) {
        String message = String.valueOf(failure.getMessage());
        int last = message.lastIndexOf(": ");
        return last < 0 ? fail(name, message, "") : fail(name, message.substring(0, last), message.substring(last + 2));
    }
}
