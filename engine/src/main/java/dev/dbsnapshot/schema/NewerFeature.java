package dev.dbsnapshot.schema;

import java.util.List;

/**
 * Something that an object can have from a major version on, and that an archive for an older one cannot hold.
 *
 * @param since the first major version that has it
 * @param name what it is, for people
 * @param catalog the catalog of the objects whose entries hold it
 * @param oids a query for their OIDs, which runs on servers of {@code since} and newer
 */
record NewerFeature(int since, String name, String catalog, String oids) {

    private static final String CLASS = "pg_class";
    private static final String OF_COLUMNS = "SELECT attrelid FROM pg_catalog.pg_attribute WHERE NOT attisdropped AND ";
    private static final String OF_CONSTRAINTS =
            "SELECT conrelid FROM pg_catalog.pg_constraint WHERE conrelid <> 0 AND ";
    private static final String OF_INDEXES = "SELECT indrelid FROM pg_catalog.pg_index WHERE ";
    private static final String OF_SUBSCRIPTIONS = "SELECT oid FROM pg_catalog.pg_subscription WHERE ";
    private static final String OF_TABLE_PUBLICATIONS = "SELECT prpubid FROM pg_catalog.pg_publication_rel WHERE ";

    /**
     * A grant of MAINTAIN alone has no older form; among all privileges of a table it goes into ALL, and owners always
     * had it.
     */
    private static final String MAINTAIN_APART = """
        EXISTS (SELECT FROM pg_catalog.aclexplode(%s) a WHERE a.grantee <> %s GROUP BY a.grantee, a.grantor
          HAVING pg_catalog.bool_or(a.privilege_type = 'MAINTAIN') AND pg_catalog.count(*) < 8)\
        """;

    /** What catalogs tell; what only texts tell is known to {@link NewerNames}. */
    static final List<NewerFeature> ALL = List.of(
            new NewerFeature(13, "options of an operator class", CLASS, """
                SELECT i.indrelid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a
                  ON a.attrelid = i.indexrelid WHERE a.attoptions IS NOT NULL\
                """),
            new NewerFeature(13, "BEFORE trigger for rows of a partitioned table", CLASS, """
                SELECT t.tgrelid FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
                WHERE c.relkind = 'p' AND NOT t.tgisinternal AND t.tgtype & 3 = 3\
                """),
            new NewerFeature(13, "statistics target of a statistics object", "pg_statistic_ext", """
                SELECT oid FROM pg_catalog.pg_statistic_ext WHERE stxstattarget >= 0\
                """),
            new NewerFeature(13, "partitioned table in a publication", "pg_publication", """
                SELECT p.prpubid FROM pg_catalog.pg_publication_rel p JOIN pg_catalog.pg_class c
                  ON c.oid = p.prrelid WHERE c.relkind = 'p'\
                """),
            new NewerFeature(13, "publish_via_partition_root", "pg_publication", """
                SELECT oid FROM pg_catalog.pg_publication WHERE pubviaroot\
                """),
            new NewerFeature(
                    14, "compression method of a column", CLASS, OF_COLUMNS + "attcompression <> '' AND attnum > 0"),
            new NewerFeature(14, "column of a multirange type", CLASS, OF_COLUMNS + """
                atttypid IN (SELECT oid FROM pg_catalog.pg_type WHERE typtype = 'm')\
                """),
            new NewerFeature(14, "body in standard SQL", "pg_proc", """
                SELECT oid FROM pg_catalog.pg_proc WHERE prosqlbody IS NOT NULL\
                """),
            new NewerFeature(14, "OUT argument of a procedure", "pg_proc", """
                SELECT oid FROM pg_catalog.pg_proc WHERE prokind = 'p' AND 'o' = ANY (proargmodes)\
                """),
            new NewerFeature(14, "argument or result of a multirange type", "pg_proc", """
                SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_type t ON t.typtype = 'm' AND
                  (t.oid = p.prorettype OR t.oid = ANY (p.proargtypes) OR t.oid = ANY (p.proallargtypes))\
                """),
            new NewerFeature(14, "SUBSCRIPT function", "pg_type", """
                SELECT oid FROM pg_catalog.pg_type
                WHERE typtype = 'b' AND typsubscript::pg_catalog.oid NOT IN (0, 6179, 6180)\
                """),
            new NewerFeature(14, "statistics of an expression", "pg_statistic_ext", """
                SELECT oid FROM pg_catalog.pg_statistic_ext WHERE stxexprs IS NOT NULL\
                """),
            new NewerFeature(
                    14,
                    "binary or streamed transfer",
                    "pg_subscription",
                    OF_SUBSCRIPTIONS + "subbinary OR substream::pg_catalog.text IN ('t', 'true', 'p')"),
            new NewerFeature(15, "NULLS NOT DISTINCT", CLASS, OF_INDEXES + "indnullsnotdistinct"),
            new NewerFeature(
                    15,
                    "foreign key that sets some columns only",
                    CLASS,
                    OF_CONSTRAINTS + "confdelsetcols IS NOT NULL"),
            new NewerFeature(15, "scale that is negative or greater than the precision", CLASS, OF_COLUMNS + """
                atttypid = 1700 AND atttypmod >= 4 AND NOT
                  (((atttypmod - 4) & 2047) # 1024) - 1024 BETWEEN 0 AND ((atttypmod - 4) >> 16) & 65535\
                """),
            new NewerFeature(15, "tables of schemas in a publication", "pg_publication", """
                SELECT pnpubid FROM pg_catalog.pg_publication_namespace\
                """),
            new NewerFeature(
                    15,
                    "columns or rows of a table in a publication",
                    "pg_publication",
                    OF_TABLE_PUBLICATIONS + "prattrs IS NOT NULL OR prqual IS NOT NULL"),
            new NewerFeature(
                    15,
                    "two_phase or disable_on_error",
                    "pg_subscription",
                    OF_SUBSCRIPTIONS + "subtwophasestate <> 'd' OR subdisableonerr"),
            new NewerFeature(16, "rules of ICU", "pg_collation", """
                SELECT oid FROM pg_catalog.pg_collation WHERE collicurules IS NOT NULL\
                """),
            new NewerFeature(16, "generation expression that no parent has", CLASS, """
                SELECT i.inhrelid FROM pg_catalog.pg_inherits i
                JOIN pg_catalog.pg_attribute c ON c.attrelid = i.inhrelid AND c.attgenerated <> ''
                JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname
                JOIN pg_catalog.pg_attrdef cd ON cd.adrelid = c.attrelid AND cd.adnum = c.attnum
                JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = p.attrelid AND pd.adnum = p.attnum
                WHERE pg_catalog.pg_get_expr(cd.adbin, cd.adrelid)
                  <> pg_catalog.pg_get_expr(pd.adbin, pd.adrelid)\
                """),
            new NewerFeature(
                    16,
                    "password_required, run_as_owner or origin",
                    "pg_subscription",
                    OF_SUBSCRIPTIONS + "NOT subpasswordrequired OR subrunasowner OR suborigin <> 'any'"),
            new NewerFeature(17, "builtin provider", "pg_collation", """
                SELECT oid FROM pg_catalog.pg_collation WHERE collprovider = 'b'\
                """),
            new NewerFeature(17, "event login", "pg_event_trigger", """
                SELECT oid FROM pg_catalog.pg_event_trigger WHERE evtevent = 'login'\
                """),
            new NewerFeature(17, "access method of a partitioned table", CLASS, """
                SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'p' AND relam <> 0\
                """),
            new NewerFeature(17, "failover", "pg_subscription", OF_SUBSCRIPTIONS + "subfailover"),
            new NewerFeature(17, "comment on a NOT NULL constraint", "pg_type", """
                SELECT c.contypid FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_description d
                  ON d.classoid = c.tableoid AND d.objoid = c.oid WHERE c.contype = 'n' AND c.contypid <> 0\
                """),
            new NewerFeature(18, "virtual generated column", CLASS, OF_COLUMNS + "attgenerated = 'v'"),
            new NewerFeature(
                    18,
                    "NOT NULL constraint that is NO INHERIT or NOT VALID",
                    CLASS,
                    OF_CONSTRAINTS + "contype = 'n' AND (connoinherit OR NOT convalidated)"),
            new NewerFeature(18, "comment on a NOT NULL constraint", CLASS, """
                SELECT c.conrelid FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_description d
                  ON d.classoid = c.tableoid AND d.objoid = c.oid WHERE c.contype = 'n' AND c.conrelid <> 0\
                """),
            new NewerFeature(
                    18,
                    "constraint that is NOT ENFORCED",
                    CLASS,
                    OF_CONSTRAINTS + "contype IN ('c', 'f') AND NOT conenforced"),
            new NewerFeature(18, "key WITHOUT OVERLAPS or PERIOD", CLASS, OF_CONSTRAINTS + "conperiod"),
            new NewerFeature(18, "publish_generated_columns", "pg_publication", """
                SELECT oid FROM pg_catalog.pg_publication WHERE pubgencols <> 'n'\
                """),
            new NewerFeature(18, "default privileges on large objects", "pg_default_acl", """
                SELECT oid FROM pg_catalog.pg_default_acl WHERE defaclobjtype = 'L'\
                """));

    /** What matters only where privileges are dumped. */
    static final List<NewerFeature> OF_PRIVILEGES = List.of(
            new NewerFeature(
                    17,
                    "privilege MAINTAIN",
                    CLASS,
                    "SELECT oid FROM pg_catalog.pg_class WHERE relkind <> 'S' AND "
                            + MAINTAIN_APART.formatted("relacl", "relowner")),
            new NewerFeature(
                    17,
                    "privilege MAINTAIN",
                    "pg_default_acl",
                    """
                        SELECT oid FROM pg_catalog.pg_default_acl WHERE defaclobjtype = 'r' AND\
                        """ + ' ' + MAINTAIN_APART.formatted("defaclacl", "defaclrole")));

    /** Parameters of relations (WITH), by the major version that brought them. */
    static final List<List<String>> PARAMETERS = List.of(
            List.of(
                    "13",
                    "autovacuum_vacuum_insert_threshold",
                    "autovacuum_vacuum_insert_scale_factor",
                    "deduplicate_items"),
            List.of("15", "security_invoker"),
            List.of("18", "autovacuum_vacuum_max_threshold", "vacuum_max_eager_freeze_failure_rate"));

    /** The objects that have it: {@code name}, {@code since}, {@code classid}, {@code objid}. */
    String query() {
        return "SELECT '" + name + "' AS name, " + since + " AS since, 'pg_catalog." + catalog
                + "'::pg_catalog.regclass::pg_catalog.oid AS classid, o.* FROM (" + oids.strip() + ") AS o(objid)";
    }
}
