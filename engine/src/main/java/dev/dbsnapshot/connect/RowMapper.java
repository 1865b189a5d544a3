package dev.dbsnapshot.connect;

/**
 * Turns a row into a value.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface RowMapper<T> {
    /** Maps the current row; the row must not be kept. */
    T map(Row row);
}
