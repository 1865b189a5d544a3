package dev.dbsnapshot.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the data of an entry comes from. */
public sealed interface MemberSource {

    /**
     * The rows of a relation.
     *
     * @param relationOid the relation
     * @param label what progress and errors call it, for example {@code public.orders}
     * @param copyOut the COPY ... TO stdout that reads it; empty columns are in it as pg_dump would write them
     * @param wholeTable the SELECT without a condition whose rows are the same in the same order, so that it can be read in
     *     parts; or {@code null} where there is none
     * @param estimatedBytes {@code relpages} times the block size, for progress and ordering of work
     * @param inserts how they are written as INSERTs, or {@code null} where they are written as COPY has them
     */
    record Rows(
            long relationOid,
            String label,
            String copyOut,
            @Nullable String wholeTable,
            long estimatedBytes,
            @Nullable Inserts inserts)
            implements MemberSource {}

    /**
     * How rows become INSERT statements.
     *
     * @param head what begins a statement, up to VALUES; for a table without columns the whole statement
     * @param forms how the values of each column are written
     * @param rowsPerStatement how many rows a statement holds at most, from 1
     * @param end what ends a statement, with a newline
     * @param doublesBackslashes whether a backslash in a literal has to be doubled
     */
    record Inserts(String head, List<ValueForm> forms, int rowsPerStatement, String end, boolean doublesBackslashes) {
        public Inserts {
            forms = List.copyOf(forms);
        }
    }

    /** How an INSERT writes the values of a column, which is a matter of its type. */
    enum ValueForm {
        NUMBER,
        BITS,
        BOOLEAN,
        TEXT,
        DEFAULT
    }

    /**
     * Large objects.
     *
     * @param oids their OIDs, ascending
     * @param tocName the name of the member that lists them
     */
    record LargeObjects(Oids oids, String tocName) implements MemberSource {}
}
