package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE FUNCTION and CREATE PROCEDURE ({@code getFuncs}, {@code dumpFunc}). */
final class Functions implements Kind<Functions.Function> {

    /**
     * A function, window function or procedure.
     *
     * @param owner whose it is
     * @param signature its arguments
     * @param kind {@code prokind}: f, p or w
     * @param result what it returns; {@code null} for procedures
     * @param language its language
     * @param body what it does
     * @param properties everything else that CREATE FUNCTION says
     * @param extensions the extensions that it depends on without belonging to them
     */
    record Function(
            Ownership owner,
            RoutineSignature signature,
            char kind,
            @Nullable String result,
            String language,
            FunctionBody body,
            FunctionProperties properties,
            List<String> extensions) {

        String keyword() {
            return kind == 'p' ? "PROCEDURE" : "FUNCTION";
        }
    }

    @Override
    public String noun() {
        return "function";
    }

    @Override
    public Class<Function> type() {
        return Function.class;
    }

    @Override
    public Priority priority(Function details) {
        return Priority.FUNC;
    }

    /**
     * Reads what pg_dump reads: no aggregates, no functions that come with another object (constructors of ranges), of
     * pg_catalog only what user-made casts and transforms use and what has changed privileges.
     */
    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sqlBody = catalog.major() >= 14 ? "pg_catalog.pg_get_function_sqlbody(p.oid)" : "NULL";
        String sql = """
            SELECT p.tableoid, p.oid, n.nspname, p.proname AS name,
                   pg_catalog.pg_get_userbyid(p.proowner) AS owner,
                   p.proacl AS acl, pg_catalog.acldefault('f', p.proowner) AS acldefault,
                   %2$s,
                   p.prokind, pg_catalog.pg_get_function_result(p.oid) AS result, l.lanname,
                   %3$s AS prosqlbody, p.probin, p.prosrc,
            %4$s,
                   %5$s AS extensions
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_catalog.pg_language l ON l.oid = p.prolang
            LEFT JOIN pg_catalog.pg_init_privs pip ON pip.objoid = p.oid AND pip.objsubid = 0
                 AND pip.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            WHERE p.prokind <> 'a'
              AND (p.oid >= %1$s AND n.nspname <> 'pg_catalog'
                   OR p.proacl IS DISTINCT FROM pip.initprivs
                   OR p.oid IN (SELECT c.castfunc FROM pg_catalog.pg_cast c WHERE c.oid >= %1$s)
                   OR p.oid IN (SELECT f FROM pg_catalog.pg_transform t,
                                       LATERAL (VALUES (t.trffromsql::pg_catalog.oid),
                                                       (t.trftosql::pg_catalog.oid)) AS used (f)
                                WHERE t.oid >= %1$s))
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                              WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                                AND d.objid = p.oid AND d.deptype = 'i')
            ORDER BY p.oid\
            """.formatted(
                        ObjectRows.FIRST_NORMAL_OBJECT_ID,
                        RoutineSignature.COLUMNS,
                        sqlBody,
                        FunctionProperties.COLUMNS,
                        ExtensionNeeds.names("pg_proc", "p.oid"));
        return List.of(new CatalogQuery("functions", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("functions", row -> ObjectRows.select(this, function(row), row, database));
    }

    private static Function function(Row row) {
        return new Function(
                Ownership.of(row),
                RoutineSignature.of(row),
                row.character("prokind"),
                row.textOrNull("result"),
                row.text("lanname"),
                FunctionBody.of(row),
                FunctionProperties.of(row),
                ObjectRows.texts(row, "extensions"));
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Function> object) {
        return object.details().signature().tieBreak();
    }

    @Override
    public int tieBreaksOf12() {
        return Integer.MAX_VALUE;
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.FUNCTION_AND_BOUNDARY;
    }

    /**
     * A function whose body needs something that comes after data moves there itself
     * ({@code repairFunctionBoundaryMultiLoop}).
     */
    @Override
    public boolean breakLoop(Loop loop) {
        if (loop.size() == 2 || loop.members().stream().noneMatch(member -> member.details() instanceof Function)) {
            return false;
        }
        SchemaObject<?> boundary = loop.database().preDataBoundary();
        int position = loop.members().indexOf(boundary);
        if (position < 0) {
            return false;
        }
        SchemaObject<?> next = loop.after(position);
        boundary.forgetDependency(next);
        if (next.details() instanceof Function) {
            next.setPostponed(true);
        }
        return true;
    }

    @Override
    public void write(SchemaObject<Function> object, EntryWriter out) {
        Function function = object.details();
        Quoting quoting = out.quoting();
        RoutineSignature signature = function.signature();
        String keyword = function.keyword();
        String owner = function.owner().owner();
        String identity = signature.identity(object.name(), quoting);
        String qualified = quoting.id(String.valueOf(object.namespace())) + "." + identity;
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, keyword, object.isPostponed() ? Section.POST_DATA : Section.PRE_DATA)
                    .tag(signature.withTypes(object.name()))
                    .owner(owner)
                    .defn(create(object, quoting, out.major())
                            + ExtensionNeeds.statements(keyword, qualified, function.extensions(), out))
                    .dropStmt("DROP " + keyword + " " + qualified + ";\n")
                    .build());
        }
        out.comment(object, keyword, identity, object.namespace(), owner);
        out.securityLabel(object, keyword, identity, object.namespace(), owner);
        function.owner().writeAcl(object, keyword, identity, out);
    }

    private static String create(SchemaObject<Function> object, Quoting quoting, int major) {
        Function function = object.details();
        StringBuilder sql = new StringBuilder("CREATE " + function.keyword() + " ");
        sql.append(quoting.id(String.valueOf(object.namespace()))).append('.');
        sql.append(function.signature().full(object.name(), quoting));
        if (function.result() != null && function.kind() != 'p') {
            sql.append(" RETURNS ").append(function.result());
        }
        sql.append("\n    LANGUAGE ").append(quoting.id(function.language()));
        function.properties().append(sql, function.kind() == 'w', function.language(), quoting, major);
        return sql.append("\n    ")
                .append(function.body().sql(quoting))
                .append(";\n")
                .toString();
    }
}
