package dev.dbsnapshot.schema;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** OIDs of many objects, without an object for each. Immutable. */
public final class Oids extends AbstractList<Long> implements RandomAccess {

    private static final Oids NONE = new Oids(new int[0]);

    private final int[] values;

    private Oids(int[] values) {
        this.values = values;
    }

    /** These, in this order; more of them come by {@link Builder}. */
    public static Oids of(long... oids) {
        Builder builder = new Builder();
        for (long oid : oids) {
            builder.add(oid);
        }
        return builder.build();
    }

    @Override
    public Long get(int index) {
        return Integer.toUnsignedLong(values[index]);
    }

    @Override
    public int size() {
        return values.length;
    }

    /** A part of them, as a copy. */
    public Oids part(int from, int to) {
        return new Oids(Arrays.copyOfRange(values, from, to));
    }

    /** Gathers OIDs. Not thread-safe. */
    public static final class Builder {

        private static final int FIRST_ROOM = 16;

        private int[] values = new int[FIRST_ROOM];
        private int count;

        /** Adds one, which fits into 32 bits without a sign. */
        public Builder add(long oid) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = (int) oid;
            return this;
        }

        /** Adds those of an array as the server writes it: {@code {16385,16386}}. */
        public Builder addArray(String text) {
            for (int from = 1; from < text.length(); ) {
                int comma = text.indexOf(',', from);
                int to = comma < 0 ? text.length() - 1 : comma;
                add(Integer.toUnsignedLong(Integer.parseUnsignedInt(text, from, to, 10)));
                from = to + 1;
            }
            return this;
        }

        /** What was gathered. */
        public Oids build() {
            return count == 0 ? NONE : new Oids(Arrays.copyOf(values, count));
        }
    }
}
