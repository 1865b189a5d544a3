package dev.dbsnapshot.restore.dataonly;

/**
 * A table whose rows are replaced.
 *
 * @param archived its rows in the archive
 * @param table the table
 * @param into the table that the rows are loaded into: the table itself, or the root of its partitions
 */
record Target(ArchivedTable archived, Relation table, Relation into) {

    /** Whether only some of its rows are replaced, or somebody else than the role owns it: nothing is truncated then. */
    boolean isConfiguration() {
        return table.extension() != null;
    }
}
