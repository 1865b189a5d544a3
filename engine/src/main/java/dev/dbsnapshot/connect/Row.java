package dev.dbsnapshot.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The current row of a query's result, by column label. Valid only while the row is being mapped. */
public interface Row {

    /** The column as text; NULL is an error. */
    String text(String column);

    /** The column as text, or {@code null}. */
    @Nullable
    String textOrNull(String column);

    /** The column as an OID (unsigned); NULL counts as 0, PostgreSQL's InvalidOid. */
    long oid(String column);

    /** The column as an int; NULL is an error. */
    int integer(String column);

    /** The column as a long; NULL is an error. */
    long bigint(String column);

    /** The column as a boolean; NULL counts as false. */
    boolean bool(String column);

    /** The first character of the column ({@code "char"} columns such as relkind), or 0 where it is NULL or empty. */
    char character(String column);

    /** A text[] (or anything[]) column as strings; NULL counts as an empty list, NULL elements are kept. */
    List<@Nullable String> array(String column);

    /** An oid[], oidvector, int2vector or int[] column as numbers; NULL counts as an empty list. */
    List<Long> numbers(String column);

    /** Whether the column is NULL. */
    boolean isNull(String column);
}
