package dev.dbsnapshot.restore.journal;

import java.time.Instant;
import java.util.Map;

/**
 * An act that was begun, and of which nobody has said that nothing is left to finish or revert. Immutable.
 *
 * @param number its number in its journal, from 1
 * @param at when it was written down, just before it was begun
 * @param target which database it changes, as {@link dev.dbsnapshot.connect.DatabaseIdentity} tells it; empty if that is not
 *     known
 * @param act what it is, for example {@code swap-rename}
 * @param facts what is needed to finish or revert it
 */
public record OpenAct(long number, Instant at, String target, String act, Map<String, String> facts) {

    /** Copies the facts. */
    public OpenAct {
        facts = Map.copyOf(facts);
    }

    /**
     * One of the facts.
     *
     * @throws IllegalStateException if the journal does not have it
     */
    public String fact(String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalStateException("act " + act + " in the journal has no " + name);
        }
        return value;
    }
}
