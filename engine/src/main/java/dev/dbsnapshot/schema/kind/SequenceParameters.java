package dev.dbsnapshot.schema.kind;

/**
 * What {@code pg_sequence} has of a sequence.
 *
 * @param type {@code smallint}, {@code integer} or {@code bigint}
 * @param start the first value
 * @param increment the step, negative for a descending sequence
 * @param maximum the largest value
 * @param minimum the smallest value
 * @param cache how many values a session fetches at once
 * @param cycle whether it starts anew at its end
 */
public record SequenceParameters(
        String type, long start, long increment, long maximum, long minimum, long cache, boolean cycle) {}
