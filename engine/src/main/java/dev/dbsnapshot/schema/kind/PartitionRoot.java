package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.SchemaObject;

/** Partitions whose rows may belong to other partitions after a restore ({@code forcePartitionRootLoad}). */
final class PartitionRoot {

    private PartitionRoot() {}

    /** The table that the rows are loaded into: the table itself, or the root that it is a partition of. */
    static SchemaObject<Relation> loadTarget(SchemaObject<Relation> table, boolean always) {
        SchemaObject<Relation> root = table;
        boolean unsafe = always;
        while (root.details().isPartition() && !root.details().parents().isEmpty()) {
            root = root.details().parents().get(0);
            unsafe |= root.details().links().hasUnsafePartitions();
        }
        return unsafe ? root : table;
    }

    /** What tells pg_restore that the rows of several entries go into one table. */
    static String note(String root) {
        return "-- load via partition root " + root.replace('\n', ' ').replace('\r', ' ');
    }
}
