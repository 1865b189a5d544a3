package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE TYPE ... AS RANGE, with the multirange type that comes with it ({@code dumpRangeType}). */
final class RangeTypes implements Kind<RangeTypes.RangeType> {

    /**
     * A range type. All names are quoted and carry their schema where they need it.
     *
     * @param owner whose it is
     * @param subtype what it is a range of
     * @param multirange its multirange type (14 and newer)
     * @param operatorClass the subtype's operator class, where it is not the default one
     * @param collation the collation, where it is not the subtype's
     * @param canonical the canonicalization function
     * @param subtypeDiff the difference function
     */
    record RangeType(
            Ownership owner,
            String subtype,
            @Nullable String multirange,
            @Nullable String operatorClass,
            @Nullable String collation,
            @Nullable String canonical,
            @Nullable String subtypeDiff) {}

    @Override
    public String noun() {
        return "range type";
    }

    @Override
    public Class<RangeType> type() {
        return RangeType.class;
    }

    @Override
    public Priority priority(RangeType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String multirange = catalog.archiveMajor() >= 14 ? "pg_catalog.format_type(r.rngmultitypid, NULL)" : "NULL";
        String columns = """
            ,
                   %s AS multirange,
                   pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
                   CASE WHEN NOT opc.opcdefault THEN pg_catalog.format('%%I.%%I', opcn.nspname, opc.opcname)
                   END AS opclass,
                   CASE WHEN r.rngcollation <> st.typcollation
                        THEN pg_catalog.format('%%I.%%I', colln.nspname, coll.collname) END AS collation,
                   NULLIF(r.rngcanonical::pg_catalog.text, '-') AS canonical,
                   NULLIF(r.rngsubdiff::pg_catalog.text, '-') AS subdiff\
            """.formatted(multirange);
        String joins = """
            JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
            JOIN pg_catalog.pg_type st ON st.oid = r.rngsubtype
            JOIN pg_catalog.pg_opclass opc ON opc.oid = r.rngsubopc
            JOIN pg_catalog.pg_namespace opcn ON opcn.oid = opc.opcnamespace
            LEFT JOIN pg_catalog.pg_collation coll ON coll.oid = r.rngcollation
            LEFT JOIN pg_catalog.pg_namespace colln ON colln.oid = coll.collnamespace\
            """;
        return List.of(new CatalogQuery("range types", TypeRows.query(columns, joins, "t.typtype = 'r'")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("range types", row -> ObjectRows.select(this, rangeType(row), row, database));
    }

    private static RangeType rangeType(Row row) {
        return new RangeType(
                Ownership.of(row),
                row.text("subtype"),
                row.textOrNull("multirange"),
                row.textOrNull("opclass"),
                row.textOrNull("collation"),
                row.textOrNull("canonical"),
                row.textOrNull("subdiff"));
    }

    @Override
    public void write(SchemaObject<RangeType> object, EntryWriter out) {
        RangeType range = object.details();
        String name = out.quoting().qualified(object);
        StringBuilder sql = new StringBuilder("CREATE TYPE " + name + " AS RANGE (\n    subtype = " + range.subtype());
        option(sql, "multirange_type_name", range.multirange());
        option(sql, "subtype_opclass", range.operatorClass());
        option(sql, "collation", range.collation());
        option(sql, "canonical", range.canonical());
        option(sql, "subtype_diff", range.subtypeDiff());
        sql.append("\n);\n");
        TypeRows.write(object, range.owner(), "TYPE", sql.toString(), "DROP TYPE " + name + ";\n", out);
    }

    private static void option(StringBuilder sql, String option, @Nullable String value) {
        if (value != null) {
            sql.append(",\n    ").append(option).append(" = ").append(value);
        }
    }
}
