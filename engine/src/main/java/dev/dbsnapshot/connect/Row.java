package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The current row of a query's result, by column label. Valid only while the row is being mapped. */
public interface Row {

    /** Of numbers in text. */
    int RADIX = 10;

    /** The column as text; NULL is an error. */
    default String text(String column) {
        String value = textOrNull(column);
        if (value == null) {
            throw new SnapshotException(ErrorCode.SERVER, "the catalog query returned NULL for column " + column);
        }
        return value;
    }

    /** The column as text, or {@code null}. */
    @Nullable
    String textOrNull(String column);

    /** The column as an OID (unsigned); NULL counts as 0, PostgreSQL's InvalidOid. */
    default long oid(String column) {
        String value = textOrNull(column);
        return value == null ? 0 : Long.parseLong(value);
    }

    /** The column as an int; NULL is an error. */
    default int integer(String column) {
        return Integer.parseInt(text(column));
    }

    /** The column as a long; NULL is an error. */
    default long bigint(String column) {
        return Long.parseLong(text(column));
    }

    /** The column as a boolean; NULL counts as false. */
    default boolean bool(String column) {
        String value = textOrNull(column);
        return "t".equals(value) || "true".equals(value);
    }

    /** The first character of the column ({@code "char"} columns such as relkind), or 0 where it is NULL or empty. */
    default char character(String column) {
        String value = textOrNull(column);
        return value == null || value.isEmpty() ? 0 : value.charAt(0);
    }

    /** A text[] (or anything[]) column as strings; NULL counts as an empty list, NULL elements are kept. */
    List<@Nullable String> array(String column);

    /** An oid[], oidvector, int2vector or int[] column as numbers; NULL counts as an empty list. */
    default List<Long> numbers(String column) {
        String value = textOrNull(column);
        if (value == null) {
            return List.of();
        }
        int end = value.startsWith("{") ? value.length() - 1 : value.length();
        int start = value.startsWith("{") ? 1 : 0;
        List<Long> result = new ArrayList<>();
        for (int i = start; i <= end; i++) {
            if (i == end || value.charAt(i) == ' ' || value.charAt(i) == ',') {
                if (i > start) {
                    result.add(Long.parseLong(value, start, i, RADIX));
                }
                start = i + 1;
            }
        }
        return result;
    }

    /** Whether the column is NULL. */
    default boolean isNull(String column) {
        return textOrNull(column) == null;
    }
}
