package dev.dbsnapshot.api;

/**
 * Objects that a dump takes in or leaves out by name. Immutable.
 *
 * @param includes whether they are taken in, rather than left out
 * @param objects what sort of objects it names
 * @param pattern means what it means to psql: unquoted letters are lower case, {@code *} and {@code ?} stand for any
 *     characters, a dot separates schema and name, and other characters outside of double quotes may form a regular
 *     expression
 * @param fromFilter whether it comes from a filter file, where an extension that is taken in leaves out nothing else
 */
public record NamePattern(boolean includes, Objects objects, String pattern, boolean fromFilter) {

    /** Sorts of objects that a pattern can name. */
    public enum Objects {
        /** Schemas, and what is in them. */
        SCHEMA,
        /** Tables, views, materialized views, foreign tables and sequences. */
        TABLE,
        /** Tables, and what inherits from them or is a partition of them. */
        TABLE_AND_CHILDREN,
        /** The rows of tables; only to be left out. */
        TABLE_DATA,
        /** The rows of tables and of what inherits from them; only to be left out. */
        TABLE_DATA_AND_CHILDREN,
        /** Extensions. */
        EXTENSION,
        /** The rows of all foreign tables of the foreign servers that it names; only to be taken in. */
        FOREIGN_DATA;

        /**
         * Its name in filter files.
         *
         * @return for example {@code table_and_children}
         */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Checks that such objects can be taken in or left out.
     *
     * @param includes whether they are taken in, rather than left out
     * @param objects what sort of objects it names
     * @param pattern the pattern
     * @param fromFilter whether it comes from a filter file
     * @throws SnapshotException (USAGE) if they cannot
     */
    public NamePattern {
        boolean data = objects == Objects.TABLE_DATA || objects == Objects.TABLE_DATA_AND_CHILDREN;
        if ((includes && data) || (!includes && objects == Objects.FOREIGN_DATA)) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    (includes ? "include" : "exclude") + " filter for \""
                            + objects.word().replace('_', ' ')
                            + "\" is not allowed: rows of tables can only be left out, rows of foreign tables only be"
                            + " taken in");
        }
    }

    /**
     * Where a person wrote it.
     *
     * @return pg_dump's option, for example {@code --exclude-table}, or the words of a filter file
     */
    public String source() {
        if (fromFilter) {
            return "\"" + (includes ? "include " : "exclude ") + objects.word() + "\" in the filter";
        }
        String option = objects.word().replace('_', '-');
        return "--" + (!includes ? "exclude-" : objects == Objects.FOREIGN_DATA ? "include-" : "") + option;
    }
}
