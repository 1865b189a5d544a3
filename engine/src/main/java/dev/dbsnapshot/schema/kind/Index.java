package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;

/**
 * An index, also one that a constraint made.
 *
 * @param table the table or materialized view that it is on
 * @param definition CREATE INDEX as {@code pg_get_indexdef()} writes it, {@code ""} where a constraint made it
 * @param tablespace its tablespace, {@code ""} for the database's default
 * @param parentOid the partitioned index that it is a partition of, or 0
 * @param constraintOid the PRIMARY KEY, UNIQUE or EXCLUDE constraint that made it, or 0
 * @param clustered whether CLUSTER was last run on it
 * @param replicaIdentity whether it is the table's replica identity
 * @param statisticsTargets columns with a statistics target of their own
 * @param extensions the extensions that it DEPENDS ON
 */
record Index(
        SchemaObject<Relation> table,
        String definition,
        String tablespace,
        long parentOid,
        long constraintOid,
        boolean clustered,
        boolean replicaIdentity,
        List<StatisticsTarget> statisticsTargets,
        List<String> extensions) {

    Index {
        statisticsTargets = List.copyOf(statisticsTargets);
        extensions = List.copyOf(extensions);
    }

    /**
     * The statistics target of an index column.
     *
     * @param column the column's number
     * @param target the target
     */
    record StatisticsTarget(long column, long target) {}

    /** What follows CREATE INDEX or ADD CONSTRAINT if the table was clustered on the index. */
    static void appendCluster(StringBuilder out, SchemaObject<Index> index, Quoting quoting) {
        if (index.details().clustered()) {
            // The index's name is not qualified in this syntax.
            out.append("\nALTER TABLE %s CLUSTER ON %s;\n"
                    .formatted(quoting.qualified(index.details().table()), quoting.id(index.name())));
        }
    }

    /** What follows CREATE INDEX or ADD CONSTRAINT if the index is the table's replica identity. */
    static void appendReplicaIdentity(StringBuilder out, SchemaObject<Index> index, Quoting quoting) {
        if (index.details().replicaIdentity()) {
            out.append("\nALTER TABLE ONLY %s REPLICA IDENTITY USING INDEX %s;\n"
                    .formatted(quoting.qualified(index.details().table()), quoting.id(index.name())));
        }
    }
}
