package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.SchemaObject;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order before dependencies are looked at ({@code DOTypeNameCompare}). Text is compared by its bytes in the archive. */
final class TypeNameOrder implements Comparator<SchemaObject<?>> {

    private static final char ASCII_END = 0x80;

    private final Map<Kind<?>, Integer> positions = new HashMap<>();
    private final boolean asOf12;
    private final Charset charset;

    /**
     * Where two kinds share a priority, the one that is read first sorts first; so it is from 13 on.
     *
     * @param kinds all kinds, in the order in which they were read
     * @param major the major version whose order it is
     * @param charset the encoding of the archive
     */
    TypeNameOrder(List<Kind<?>> kinds, int major, Charset charset) {
        this.charset = charset;
        this.asOf12 = major < 13;
        for (Kind<?> kind : kinds) {
            positions.put(kind, positions.size());
        }
    }

    @Override
    public int compare(SchemaObject<?> one, SchemaObject<?> other) {
        int result = one.priority().compareTo(other.priority());
        if (result == 0) {
            result = compareNamespaces(one.namespace(), other.namespace());
        }
        if (result == 0) {
            result = bytes(one.name(), other.name());
        }
        if (result == 0 && !asOf12) {
            result = Integer.compare(position(one), position(other));
        }
        if (result == 0 && (!asOf12 || one.kind().equals(other.kind()))) {
            result = compareTieBreaks(one, other);
        }
        return result == 0
                ? Long.compare(one.catalogId().oid(), other.catalogId().oid())
                : result;
    }

    private int position(SchemaObject<?> object) {
        return positions.getOrDefault(object.kind(), Integer.MAX_VALUE);
    }

    /** Objects of equal priority may live in a schema or in none; those in none come last. */
    private int compareNamespaces(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return Boolean.compare(one == null, other == null);
        }
        return bytes(one, other);
    }

    private int compareTieBreaks(SchemaObject<?> one, SchemaObject<?> other) {
        List<Comparable<?>> first = tieBreak(one);
        List<Comparable<?>> second = tieBreak(other);
        int compared = Math.min(first.size(), second.size());
        if (asOf12) {
            compared = Math.min(compared, one.kind().tieBreaksOf12());
        }
        for (int i = 0; i < compared; i++) {
            Object a = first.get(i);
            Object b = second.get(i);
            int result = a instanceof Long number && b instanceof Long otherNumber
                    ? Long.compare(number, otherNumber)
                    : bytes(a.toString(), b.toString());
            if (result != 0) {
                return result;
            }
        }
        return asOf12 ? 0 : Integer.compare(first.size(), second.size());
    }

    private static <R> List<Comparable<?>> tieBreak(SchemaObject<R> object) {
        return object.kind().tieBreak(object);
    }

    private int bytes(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char first = one.charAt(i);
            char second = other.charAt(i);
            if (first != second) {
                // In every encoding of PostgreSQL what is ASCII is one byte, and less than the bytes of all others.
                return first < ASCII_END || second < ASCII_END
                        ? Character.compare(first, second)
                        : Arrays.compareUnsigned(one.getBytes(charset), other.getBytes(charset));
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
