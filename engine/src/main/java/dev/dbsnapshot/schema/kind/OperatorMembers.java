package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY list: operators and support functions. Each belongs to an
 * operator class or, if it is loose, to the family, and only pg_depend knows which.
 */
final class OperatorMembers {

    private OperatorMembers() {}

    /**
     * The query that {@link #read} takes.
     *
     * @param name its name
     * @param ownerCatalog the catalog of the owners: {@code pg_opclass} or {@code pg_opfamily}
     */
    static CatalogQuery query(String name, String ownerCatalog) {
        // An ordering operator of another family may depend on an operator class without being its member.
        String family = ownerCatalog.equals("pg_opclass")
                ? "(SELECT c.opcfamily FROM pg_catalog.pg_opclass c WHERE c.oid = d.refobjid)"
                : "d.refobjid";
        String sql = """
            SELECT d.refobjid AS owner, 1 AS part, m.amopstrategy AS number, m.amoplefttype, m.amoprighttype,
                   pg_catalog.format('OPERATOR %%s %%s', m.amopstrategy, m.amopopr::pg_catalog.regoperator)
                   || CASE WHEN f.oid IS NULL THEN ''
                      ELSE pg_catalog.format(' FOR ORDER BY %%I.%%I', n.nspname, f.opfname) END AS member
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_amop m ON m.oid = d.objid
            LEFT JOIN pg_catalog.pg_opfamily f ON f.oid = m.amopsortfamily
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
            WHERE d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass
              AND d.refclassid = 'pg_catalog.%1$s'::pg_catalog.regclass
              AND d.refobjid >= %2$s AND m.amopfamily = %3$s
            UNION ALL
            SELECT d.refobjid, 2, m.amprocnum, m.oid, m.oid,
                   pg_catalog.format('FUNCTION %%s (%%s, %%s) %%s', m.amprocnum,
                       m.amproclefttype::pg_catalog.regtype, m.amprocrighttype::pg_catalog.regtype,
                       m.amproc::pg_catalog.regprocedure)
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_amproc m ON m.oid = d.objid
            WHERE d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass
              AND d.refclassid = 'pg_catalog.%1$s'::pg_catalog.regclass
              AND d.refobjid >= %2$s
            ORDER BY 1, 2, 3, 4, 5\
            """.formatted(ownerCatalog, ObjectRows.FIRST_NORMAL_OBJECT_ID, family);
        return new CatalogQuery(name, sql);
    }

    /** The members by the OID of their class or family, as SQL, operators first. */
    static Map<Long, List<String>> read(CatalogRows rows, String name) {
        Map<Long, List<String>> members = new HashMap<>();
        rows.forEach(name, row -> members.computeIfAbsent(row.oid("owner"), owner -> new ArrayList<>())
                .add(row.text("member")));
        return members;
    }
}
