package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.MemberSource;
import dev.dbsnapshot.schema.MemberSource.ValueForm;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows as INSERT statements ({@code dumpTableData_insert}).
 *
 * @param forms the columns whose values are no string literals, by the table's OID and the column's number
 */
record InsertStatements(Map<Long, Map<Integer, ValueForm>> forms) {

    private static final String QUERY_NAME = "columns without quotes";

    /** A domain is written as its base type is. */
    private static final CatalogQuery QUERY = new CatalogQuery(QUERY_NAME, """
            WITH RECURSIVE base(oid, form) AS (
              SELECT t.oid, CASE WHEN t.oid = 'pg_catalog.bool'::pg_catalog.regtype THEN 'BOOLEAN'
                  WHEN t.oid IN ('pg_catalog.bit'::pg_catalog.regtype, 'pg_catalog.varbit'::pg_catalog.regtype)
                  THEN 'BITS' ELSE 'NUMBER' END
              FROM pg_catalog.pg_type t
              WHERE t.oid IN ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype,
                'pg_catalog.int8'::pg_catalog.regtype, 'pg_catalog.oid'::pg_catalog.regtype,
                'pg_catalog.float4'::pg_catalog.regtype, 'pg_catalog.float8'::pg_catalog.regtype,
                'pg_catalog.numeric'::pg_catalog.regtype, 'pg_catalog.bit'::pg_catalog.regtype,
                'pg_catalog.varbit'::pg_catalog.regtype, 'pg_catalog.bool'::pg_catalog.regtype)
              UNION ALL
              SELECT d.oid, b.form FROM base b JOIN pg_catalog.pg_type d ON d.typbasetype = b.oid
              WHERE d.typtype = 'd')
            SELECT a.attrelid, a.attnum, b.form
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN base b ON b.oid = a.atttypid
            WHERE a.attnum > 0 AND c.relkind IN ('r', 'f') AND c.oid >= 16384""");

    /** The queries that it needs: none where rows are written as COPY has them. */
    static List<CatalogQuery> queries(Catalog catalog) {
        return catalog.selection().options().insertRows() == 0 ? List.of() : List.of(QUERY);
    }

    static InsertStatements read(CatalogRows rows, Catalog catalog) {
        Map<Long, Map<Integer, ValueForm>> forms = new HashMap<>();
        if (!queries(catalog).isEmpty()) {
            rows.forEach(QUERY_NAME, row -> forms.computeIfAbsent(row.oid("attrelid"), table -> new HashMap<>())
                    .put(row.integer("attnum"), ValueForm.valueOf(row.text("form"))));
        }
        return new InsertStatements(forms);
    }

    /** How the rows of a table are written; they are loaded into the target, which may be its partition root. */
    MemberSource.Inserts of(SchemaObject<Relation> table, SchemaObject<Relation> target, Catalog catalog) {
        Quoting quoting = catalog.quoting();
        boolean named = catalog.selection().has(DumpFlag.COLUMN_INSERTS);
        List<Attribute> columns = columns(table, named);
        StringBuilder head = new StringBuilder("INSERT INTO " + quoting.qualified(target) + " ");
        if (columns.isEmpty()) {
            head.append("DEFAULT VALUES;\n");
        } else {
            if (named) {
                head.append(columns.stream()
                        .map(column -> quoting.id(column.name()))
                        .collect(Collectors.joining(", ", "(", ") ")));
            }
            boolean always = table.details().attributes().stream().anyMatch(column -> column.identity() == 'a');
            head.append(always ? "OVERRIDING SYSTEM VALUE VALUES" : "VALUES");
        }
        Map<Integer, ValueForm> ofTable = forms.getOrDefault(table.catalogId().oid(), Map.of());
        return new MemberSource.Inserts(
                head.toString(),
                columns.stream()
                        .map(column -> column.isGenerated()
                                ? ValueForm.DEFAULT
                                : ofTable.getOrDefault(column.number(), ValueForm.TEXT))
                        .toList(),
                catalog.selection().options().insertRows(),
                catalog.selection().has(DumpFlag.ON_CONFLICT_DO_NOTHING) ? " ON CONFLICT DO NOTHING;\n" : ";\n",
                !quoting.standardConformingStrings());
    }

    /** The COPY that reads the rows: only those of the table itself, without the values that the server computes. */
    static String copyOut(SchemaObject<Relation> table, String condition, Catalog catalog) {
        String list = columns(table, catalog.selection().has(DumpFlag.COLUMN_INSERTS)).stream()
                .map(column -> column.isGenerated() ? "NULL" : catalog.quoting().id(column.name()))
                .collect(Collectors.joining(", "));
        return "COPY (SELECT " + (list.isEmpty() ? "NULL" : list) + " FROM ONLY "
                + catalog.quoting().qualified(table) + (condition.isEmpty() ? "" : " " + condition) + ") TO stdout;";
    }

    private static List<Attribute> columns(SchemaObject<Relation> table, boolean named) {
        return table.details().attributes().stream()
                .filter(column -> !column.dropped() && !(named && column.isGenerated()))
                .toList();
    }
}
