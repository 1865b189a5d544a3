package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index of the live database. Immutable.
 *
 * @param table OID of its table
 * @param rebuildable whether it can be dropped and made again so that nobody sees the difference, its dependents aside
 * @param revived whether it is invalid, because CREATE INDEX CONCURRENTLY failed, and emptying its table without deleting
 *     its rows one by one would make it valid
 * @param checksLate whether it belongs to a deferrable constraint, so that a trigger finds duplicates
 * @param constraint OID of the constraint that it carries out, or 0
 * @param constraintName that constraint's name
 * @param constraintClause what stands before and after USING INDEX where the constraint is made out of it, divided by a
 *     line feed
 * @param dependents whether something else than foreign keys depends on it
 * @param tablespace its tablespace, or empty for that of the database
 * @param afterwards what CREATE INDEX does not say: complete statements
 */
record Index(
        long oid,
        Name name,
        long table,
        boolean rebuildable,
        boolean revived,
        boolean checksLate,
        long constraint,
        @Nullable String constraintName,
        @Nullable String constraintClause,
        boolean dependents,
        String definition,
        String tablespace,
        List<String> afterwards) {

    // Only btree: constraints WITHOUT OVERLAPS and EXCLUDE cannot be made out of an index.
    private static final String QUERY = """
        SELECT i.indexrelid, i.indrelid, n.nspname, ic.relname, con.oid AS constraint, con.conname,
            i.indisvalid AND i.indisready AND i.indislive AND NOT i.indisexclusion
                AND NOT ic.relispartition AND tc.relkind = 'r'
                AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
                AND (ic.reltablespace = 0 OR pg_catalog.has_tablespace_privilege(ic.reltablespace, 'CREATE'))
                AND (con.oid IS NULL OR (con.contype IN ('p', 'u') AND am.amname = 'btree'))
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhparent = i.indexrelid)
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_seclabel s WHERE s.objoid IN (i.indexrelid, con.oid))
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid
                    AND a.attoptions IS NOT NULL AND %s < 13)
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'
                        AND d.objid IN (i.indexrelid, i.indrelid)) AS rebuildable,
            NOT i.indisvalid AND i.indislive AND tc.relkind <> 'p'
                AND (tc.relkind = 'm' OR NOT i.indisunique AND NOT i.indisexclusion) AS revived,
                coalesce(con.condeferrable, false) AS checks_late,
            CASE con.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' END || E'\\n'
                || CASE WHEN con.condeferrable THEN ' DEFERRABLE' ELSE '' END
                || CASE WHEN con.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END AS clause,
            EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                LEFT JOIN pg_catalog.pg_constraint f
                    ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND f.oid = d.objid
                WHERE ((d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indexrelid)
                    OR (d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.refobjid = con.oid))
                  AND NOT (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid)
                  AND NOT (d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.deptype = 'i')
                  AND f.contype IS DISTINCT FROM 'f') AS dependents,
            pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
            coalesce((SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = ic.reltablespace), '')
                AS tablespace,
            ARRAY(SELECT text FROM (VALUES
                    (1, pg_catalog.format('COMMENT ON INDEX %%I.%%I IS %%L', n.nspname, ic.relname,
                        pg_catalog.obj_description(i.indexrelid, 'pg_class'))),
                    (2, CASE WHEN con.oid IS NOT NULL THEN pg_catalog.format(
                        'COMMENT ON CONSTRAINT %%I ON %%I.%%I IS %%L', con.conname, tn.nspname, tc.relname,
                        pg_catalog.obj_description(con.oid, 'pg_constraint')) END),
                    (3, CASE WHEN i.indisreplident THEN pg_catalog.format(
                        'ALTER TABLE ONLY %%I.%%I REPLICA IDENTITY USING INDEX %%I', tn.nspname, tc.relname,
                        ic.relname) END),
                    (4, CASE WHEN i.indisclustered THEN pg_catalog.format('ALTER TABLE ONLY %%I.%%I CLUSTER ON %%I',
                        tn.nspname, tc.relname, ic.relname) END)) AS x (place, text)
                WHERE text IS NOT NULL AND text !~ ' IS NULL$'
                UNION ALL
                SELECT pg_catalog.format('ALTER INDEX %%I.%%I ALTER COLUMN %%s SET STATISTICS %%s', n.nspname,
                    ic.relname, a.attnum, a.attstattarget)
                FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0
                    AND NOT a.attisdropped
                UNION ALL
                SELECT pg_catalog.format('ALTER INDEX %%I.%%I DEPENDS ON EXTENSION %%I', n.nspname, ic.relname,
                    e.extname)
                FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
                    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'x'
            ) AS afterwards
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = ic.relnamespace
        JOIN pg_catalog.pg_am am ON am.oid = ic.relam
        JOIN pg_catalog.pg_class tc ON tc.oid = i.indrelid AND tc.relkind IN ('r', 'p', 'm')
        JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
        LEFT JOIN pg_catalog.pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
        WHERE i.indexrelid >= 16384
        ORDER BY i.indexrelid
        """;

    static String query(int major) {
        return QUERY.formatted(major);
    }

    static Index read(Row row) {
        return new Index(
                row.oid("indexrelid"),
                new Name(row.text("nspname"), row.text("relname")),
                row.oid("indrelid"),
                row.bool("rebuildable"),
                row.bool("revived"),
                row.bool("checks_late"),
                row.oid("constraint"),
                row.textOrNull("conname"),
                row.textOrNull("clause"),
                row.bool("dependents"),
                row.text("definition"),
                row.text("tablespace"),
                row.array("afterwards").stream().map(String::valueOf).toList());
    }
}
