package dev.dbsnapshot.schema;

import java.util.List;

/** Where the data of an entry comes from. */
public sealed interface MemberSource {

    /**
     * The rows of a relation.
     *
     * @param relationOid the relation
     * @param label what progress and errors call it, for example {@code public.orders}
     * @param copyOut the COPY ... TO stdout that reads it; empty columns are in it as pg_dump would write them
     * @param estimatedBytes {@code relpages} times the block size, for progress and ordering of work
     */
    record Rows(long relationOid, String label, String copyOut, long estimatedBytes) implements MemberSource {}

    /**
     * Large objects.
     *
     * @param oids their OIDs, ascending
     * @param tocName the name of the member that lists them
     */
    record LargeObjects(List<Long> oids, String tocName) implements MemberSource {
        public LargeObjects {
            oids = List.copyOf(oids);
        }
    }
}
