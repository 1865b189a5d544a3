package dev.dbsnapshot.restore.dataonly;

/**
 * A table whose rows are replaced.
 *
 * @param archived its rows in the archive
 * @param table the table
 * @param into the table that the rows are loaded into: the table itself, or the root of its partitions
 * @param untruncatable whether TRUNCATE would change more than its rows, or another table that is so refers to it
 */
record Target(ArchivedTable archived, Relation table, Relation into, boolean untruncatable) {

    /** One that may be truncated, unless it belongs to an extension. */
    Target(ArchivedTable archived, Relation table, Relation into) {
        this(archived, table, into, false);
    }

    Target withoutTruncating() {
        return new Target(archived, table, into, true);
    }

    /** Whether only some of its rows are replaced, or somebody else than the role owns it. */
    boolean isConfiguration() {
        return table.extension() != null;
    }

    /** Whether its rows are deleted, because nothing may be truncated. */
    boolean isDeletedFrom() {
        return isConfiguration() || untruncatable;
    }

    /** Whether its rows come into a file that TRUNCATE has made in this transaction. */
    boolean isNewFile() {
        return !isDeletedFrom() && into.equals(table) && table.is(Relation.TABLE);
    }
}
