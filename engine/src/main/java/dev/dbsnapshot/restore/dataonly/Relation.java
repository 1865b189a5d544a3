package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;
import org.jspecify.annotations.Nullable;

/**
 * A relation of the live database. Immutable.
 *
 * @param kind {@code pg_class.relkind}
 * @param owned whether the role has the rights of its owner
 * @param reachable whether the role may look into its schema (USAGE), without which it can name nothing in there
 * @param writable whether the role may insert rows and delete them
 * @param forcedRowSecurity whether its policies bind its owner too
 * @param partitionOf OID of the table that it is a partition of, or 0
 * @param ownerTable for a sequence, OID of the table with the column that owns it, or 0
 * @param extension the extension that it belongs to, or {@code null}
 * @param condition where it belongs to one: which of its rows are the user's, as a WHERE clause, empty for all, or
 *     {@code null} if none are
 * @param filled for a materialized view, whether it was
 * @param locks how many locks TRUNCATE takes on it: itself, its indexes, its table of long values with its index
 * @param estimatedRows how many rows the server thinks it has, or -1
 */
record Relation(
        long oid,
        Name name,
        char kind,
        boolean owned,
        boolean reachable,
        boolean writable,
        boolean forcedRowSecurity,
        long partitionOf,
        long ownerTable,
        @Nullable String extension,
        @Nullable String condition,
        boolean filled,
        int locks,
        long estimatedRows) {

    static final char TABLE = 'r';
    static final char PARTITIONED = 'p';

    static final String QUERY = """
        SELECT c.oid, n.nspname, c.relname, c.relkind,
            pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
            pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS reachable,
            c.relkind IN ('r', 'p') AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
                AND pg_catalog.has_table_privilege(c.oid, 'DELETE') AS writable,
            c.relrowsecurity AND c.relforcerowsecurity AS forced,
            (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition)
                AS partition_of,
            CASE WHEN c.relkind = 'S' THEN (SELECT d.refobjid FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i'))
                END AS owner_table,
            e.extname,
            CASE WHEN c.oid = ANY (e.extconfig)
                THEN coalesce(e.extcondition[pg_catalog.array_position(e.extconfig, c.oid)], '') END AS condition,
            c.relispopulated,
            1 + CASE WHEN c.reltoastrelid = 0 THEN 0 ELSE 2 END + coalesce(x.indexes, 0)::pg_catalog.int4 AS locks,
            CASE WHEN c.relpages = 0 AND c.reltuples = 0 THEN -1 ELSE c.reltuples::pg_catalog.int8 END AS tuples
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
        LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
        LEFT JOIN (SELECT indrelid, pg_catalog.count(*) AS indexes FROM pg_catalog.pg_index GROUP BY indrelid) x
            ON x.indrelid = c.oid
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relpersistence <> 't'
            AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ORDER BY c.oid
        """;

    static Relation read(Row row) {
        return new Relation(
                row.oid("oid"),
                new Name(row.text("nspname"), row.text("relname")),
                row.character("relkind"),
                row.bool("owned"),
                row.bool("reachable"),
                row.bool("writable"),
                row.bool("forced"),
                row.oid("partition_of"),
                row.oid("owner_table"),
                row.textOrNull("extname"),
                row.textOrNull("condition"),
                row.bool("relispopulated"),
                row.integer("locks"),
                row.bigint("tuples"));
    }

    boolean is(char relkind) {
        return kind == relkind;
    }

    /** Whether there is one at all: OID 0 is none. */
    boolean isThere() {
        return oid != 0;
    }

    /** The noun for messages. */
    String noun() {
        return switch (kind) {
            case 'r' -> "table";
            case 'p' -> "partitioned table";
            case 'f' -> "foreign table";
            case 'v' -> "view";
            case 'm' -> "materialized view";
            default -> "sequence";
        };
    }
}
