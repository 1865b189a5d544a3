package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import java.util.List;

/**
 * The queries over {@code pg_class} and {@code pg_attribute}. Relations of the system are read too, because objects
 * refer to them and their privileges may have been changed; what costs the server work is asked only for the others.
 */
final class RelationQueries {

    static final String RELATIONS = "relations";
    static final String INHERITANCE = "inheritance";
    static final String ATTRIBUTES = "attributes";
    static final String COLUMN_PRIVILEGES = "column_privileges";
    static final String UNSAFE_PARTITIONING = "unsafe_partitioning";

    /** Whether the namespace n may hold what users made: pg_dump dumps nothing of the others but privileges. */
    private static final String USER_NAMESPACE = "(n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')";

    private RelationQueries() {}

    static List<CatalogQuery> all(Catalog catalog) {
        return List.of(
                new CatalogQuery(RELATIONS, relations()),
                new CatalogQuery(INHERITANCE, inheritance()),
                new CatalogQuery(ATTRIBUTES, attributes(catalog)),
                new CatalogQuery(COLUMN_PRIVILEGES, columnPrivileges()),
                new CatalogQuery(UNSAFE_PARTITIONING, unsafePartitioning()));
    }

    private static String relations() {
        return """
            SELECT c.tableoid, c.oid, c.relname, n.nspname, c.relkind, c.reltype,
              pg_catalog.pg_get_userbyid(c.relowner) AS rolname,
              c.relpersistence, c.relispartition, c.relchecks, c.relhasindex, c.relhasrules, c.relhastriggers,
              c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispopulated,
              c.relpages, tc.relpages AS toastpages, tsp.spcname, am.amname,
              pg_catalog.array_remove(pg_catalog.array_remove(c.reloptions, 'check_option=local'),
                'check_option=cascaded') AS reloptions,
              tc.reloptions AS toast_reloptions,
              CASE WHEN 'check_option=local' = ANY (c.reloptions) THEN 'LOCAL'
                WHEN 'check_option=cascaded' = ANY (c.reloptions) THEN 'CASCADED' END AS checkoption,
              CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS oftype,
              c.relacl::pg_catalog.text AS relacl,
              pg_catalog.acldefault(CASE WHEN c.relkind = 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner)
                ::pg_catalog.text AS acldefault,
              d.refobjid AS owning_tab, d.refobjsubid AS owning_col, d.deptype AS owning_deptype,
              CASE WHEN c.relkind IN ('v', 'm') AND @USER_NAMESPACE@
                THEN pg_catalog.pg_get_viewdef(c.oid) END AS viewdef,
              CASE WHEN c.relkind = 'p' AND @USER_NAMESPACE@
                THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partkeydef,
              CASE WHEN c.relispartition AND @USER_NAMESPACE@
                THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END AS partbound,
              CASE WHEN c.relkind = 'm' THEN ARRAY(SELECT e.extname::pg_catalog.text FROM pg_catalog.pg_depend x
                JOIN pg_catalog.pg_extension e ON e.oid = x.refobjid
                WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid
                  AND x.deptype = 'x' AND x.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
                END AS extensions,
              fs.srvname,
              CASE WHEN ft.ftoptions IS NOT NULL THEN pg_catalog.array_to_string(ARRAY(
                SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value)
                FROM pg_catalog.pg_options_to_table(ft.ftoptions)
                ORDER BY option_name), E',\\n    ') END AS ftoptions,
              pg_catalog.format_type(s.seqtypid, NULL) AS seqtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin,
              s.seqcache, s.seqcycle
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_depend d ON c.relkind = 'S'
              AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0
              AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
            LEFT JOIN pg_catalog.pg_tablespace tsp ON tsp.oid = c.reltablespace
            LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
            LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid AND tc.relkind = 't'
              AND c.relkind <> 'p'
            LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
            LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
            LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
            WHERE c.relkind IN ('r', 'S', 'v', 'c', 'm', 'f', 'p')
            ORDER BY c.oid
            """.replace("@USER_NAMESPACE@", USER_NAMESPACE);
    }

    private static String inheritance() {
        // The children's parents in the order in which they were named; pg_dump leaves the order to the heap, which
        // is the same until rows of pg_inherits move.
        return """
            SELECT i.inhrelid, i.inhparent
            FROM pg_catalog.pg_inherits i
            JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
            WHERE c.relkind IN ('r', 'p', 'f')
            ORDER BY i.inhrelid, i.inhseqno
            """;
    }

    private static String attributes(Catalog catalog) {
        int major = catalog.archiveMajor();
        // What users put into pg_catalog is interesting if it owns a sequence, though none of it is dumped.
        // Only archives of 18 tell of it: from then on NOT NULL is a constraint with a name, and its inheritance is
        // known.
        String notNull = major >= 18 ? """
              co.conname AS notnull_name, CASE WHEN co.convalidated THEN pt.description END AS notnull_comment,
              CASE WHEN NOT co.convalidated THEN co.oid END AS notnull_invalidoid,
              co.tableoid AS notnull_tableoid, co.oid AS notnull_oid, co.connoinherit AS notnull_noinherit, co.conislocal AS notnull_islocal,
            """ : """
                  a.attnotnull,
                """;
        String notNullJoins = major >= 18 ? """
            LEFT JOIN pg_catalog.pg_constraint co ON co.conrelid = a.attrelid AND co.contype = 'n'
              AND co.conkey = ARRAY[a.attnum]
            LEFT JOIN pg_catalog.pg_description pt ON pt.classoid = co.tableoid AND pt.objoid = co.oid
            """ : "";
        return """
            SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(t.oid, a.atttypmod) AS atttypname,
              a.attstattarget, a.attstorage, t.typstorage, a.attidentity, a.attgenerated, a.attisdropped,
              a.attislocal, @COMPRESSION@ AS attcompression,
              cn.nspname AS collnamespace, l.collname,
              pg_catalog.array_to_string(a.attoptions, ', ') AS attoptions,
            @NOT_NULL@
              CASE WHEN a.attfdwoptions IS NOT NULL THEN pg_catalog.array_to_string(ARRAY(
                SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value)
                FROM pg_catalog.pg_options_to_table(a.attfdwoptions)
                ORDER BY option_name), E',\\n    ') END AS attfdwoptions
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
            LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = l.collnamespace
            @NOT_NULL_JOINS@
            WHERE a.attnum > 0 AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
              AND (@USER_NAMESPACE@ OR c.oid >= 16384
                OR EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid))
            ORDER BY a.attrelid, a.attnum
            """.replace("@COMPRESSION@", catalog.major() >= 14 ? "a.attcompression" : "''")
                .replace("@NOT_NULL@\n", notNull)
                .replace("@NOT_NULL_JOINS@\n", notNullJoins)
                .replace("@USER_NAMESPACE@", USER_NAMESPACE);
    }

    private static String columnPrivileges() {
        // System columns can have privileges too.
        return """
            SELECT a.attrelid, a.attnum, a.attname, a.attacl::pg_catalog.text AS attacl
            FROM pg_catalog.pg_attribute a
            WHERE NOT a.attisdropped AND (a.attacl IS NOT NULL OR EXISTS (
              SELECT FROM pg_catalog.pg_init_privs pip
              WHERE pip.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND pip.objoid = a.attrelid
                AND pip.objsubid = a.attnum))
            ORDER BY a.attrelid, a.attnum
            """;
    }

    private static String unsafePartitioning() {
        // The hash of an enum's value is the hash of its OID, which a restore changes.
        return """
            SELECT partrelid FROM pg_catalog.pg_partitioned_table
            WHERE (SELECT c.oid FROM pg_catalog.pg_opclass c JOIN pg_catalog.pg_am a ON c.opcmethod = a.oid
                WHERE c.opcname = 'enum_ops' AND c.opcnamespace = 'pg_catalog'::pg_catalog.regnamespace
                  AND a.amname = 'hash') = ANY (partclass)
            """;
    }
}
