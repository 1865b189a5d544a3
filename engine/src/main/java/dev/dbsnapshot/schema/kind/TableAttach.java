package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.SchemaObject;

/**
 * The link of a partition to its parent, which pg_dump makes apart from the partition (its {@code TableAttachInfo}).
 *
 * @param parent the partitioned table
 * @param partition the partition
 */
public record TableAttach(SchemaObject<Relation> parent, SchemaObject<Relation> partition) {}
