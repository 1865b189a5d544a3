package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE AGGREGATE ({@code getAggregates}, {@code dumpAgg}). */
final class Aggregates implements Kind<Aggregates.Aggregate> {

    /**
     * An aggregate. Functions, types and operators are quoted and carry their schema where they need it.
     *
     * @param owner whose it is
     * @param signature its arguments
     * @param kind {@code aggkind}: n, o or h
     * @param state how it accumulates
     * @param moving how it accumulates in a moving window, {@code null} if it does not
     * @param combine its COMBINEFUNC
     * @param serial its SERIALFUNC
     * @param deserial its DESERIALFUNC
     * @param sortOperator its SORTOP
     * @param parallel {@code proparallel}: s, r or u
     */
    record Aggregate(
            Ownership owner,
            RoutineSignature signature,
            char kind,
            State state,
            State moving,
            @Nullable String inverse,
            @Nullable String combine,
            @Nullable String serial,
            @Nullable String deserial,
            @Nullable String sortOperator,
            char parallel) {}

    /** One way to accumulate: what CREATE AGGREGATE says twice, the second time with an M in front. */
    record State(
            @Nullable String transition,
            String type,
            String space,
            @Nullable String initial,
            @Nullable String finish,
            boolean finishExtra,
            char finishModify) {

        static State of(Row row, String prefix) {
            return new State(
                    row.textOrNull(prefix + "transfn"),
                    row.text(prefix + "transtype"),
                    row.text(prefix + "transspace"),
                    row.textOrNull(prefix + "initval"),
                    row.textOrNull(prefix + "finalfn"),
                    row.bool(prefix + "finalextra"),
                    row.character(prefix + "finalmodify"));
        }
    }

    @Override
    public String noun() {
        return "aggregate";
    }

    @Override
    public Class<Aggregate> type() {
        return Aggregate.class;
    }

    @Override
    public Priority priority(Aggregate details) {
        return Priority.AGG;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT p.tableoid, p.oid, n.nspname, p.proname AS name,
                   pg_catalog.pg_get_userbyid(p.proowner) AS owner,
                   p.proacl AS acl, pg_catalog.acldefault('f', p.proowner) AS acldefault,
                   %s,
                   a.aggkind, p.proparallel,
                   NULLIF(a.aggtransfn::pg_catalog.text, '-') AS aggtransfn,
                   a.aggtranstype::pg_catalog.regtype AS aggtranstype, a.aggtransspace, a.agginitval,
                   NULLIF(a.aggfinalfn::pg_catalog.text, '-') AS aggfinalfn, a.aggfinalextra, a.aggfinalmodify,
                   NULLIF(a.aggmtransfn::pg_catalog.text, '-') AS aggmtransfn, a.aggminvtransfn,
                   a.aggmtranstype::pg_catalog.regtype AS aggmtranstype, a.aggmtransspace,
                   a.aggminitval AS aggminitval,
                   NULLIF(a.aggmfinalfn::pg_catalog.text, '-') AS aggmfinalfn, a.aggmfinalextra,
                   a.aggmfinalmodify,
                   NULLIF(a.aggcombinefn::pg_catalog.text, '-') AS aggcombinefn,
                   NULLIF(a.aggserialfn::pg_catalog.text, '-') AS aggserialfn,
                   NULLIF(a.aggdeserialfn::pg_catalog.text, '-') AS aggdeserialfn,
                   CASE WHEN o.oid IS NOT NULL
                        THEN pg_catalog.format('OPERATOR(%%I.%%s)', opn.nspname, o.oprname) END AS aggsortop
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            LEFT JOIN pg_catalog.pg_operator o ON o.oid = a.aggsortop
            LEFT JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
            LEFT JOIN pg_catalog.pg_init_privs pip ON pip.objoid = p.oid AND pip.objsubid = 0
                 AND pip.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            WHERE p.prokind = 'a'
              AND (p.oid >= %s AND n.nspname <> 'pg_catalog' OR p.proacl IS DISTINCT FROM pip.initprivs)
            ORDER BY p.oid\
            """.formatted(RoutineSignature.COLUMNS, ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("aggregates", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("aggregates", row -> ObjectRows.select(this, aggregate(row), row, database));
    }

    private static Aggregate aggregate(Row row) {
        return new Aggregate(
                Ownership.of(row),
                RoutineSignature.of(row),
                row.character("aggkind"),
                State.of(row, "agg"),
                State.of(row, "aggm"),
                row.textOrNull("aggminvtransfn"),
                row.textOrNull("aggcombinefn"),
                row.textOrNull("aggserialfn"),
                row.textOrNull("aggdeserialfn"),
                row.textOrNull("aggsortop"),
                row.character("proparallel"));
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Aggregate> object) {
        return object.details().signature().tieBreak();
    }

    @Override
    public int tieBreaksOf12() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void write(SchemaObject<Aggregate> object, EntryWriter out) {
        Aggregate aggregate = object.details();
        Quoting quoting = out.quoting();
        RoutineSignature signature = aggregate.signature();
        boolean star = signature.arguments() == 0;
        String owner = aggregate.owner().owner();
        String name = quoting.id(object.name());
        String identity = star ? name + "(*)" : signature.identity(object.name(), quoting);
        String full = star ? name + "(*)" : signature.full(object.name(), quoting);
        String namespace = quoting.id(String.valueOf(object.namespace()));
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "AGGREGATE", Section.PRE_DATA)
                    .tag(star ? object.name() + "(*)" : signature.withTypes(object.name()))
                    .owner(owner)
                    .defn("CREATE AGGREGATE " + namespace + "." + full + " (\n" + definition(aggregate, quoting)
                            + "\n);\n")
                    .dropStmt("DROP AGGREGATE " + namespace + "." + identity + ";\n")
                    .build());
        }
        out.comment(object, "AGGREGATE", identity, object.namespace(), owner);
        out.securityLabel(object, "AGGREGATE", identity, object.namespace(), owner);
        // GRANT knows no aggregates.
        aggregate.owner().writeAcl(object, "FUNCTION", signature.withTypes(name), out);
    }

    private static String definition(Aggregate aggregate, Quoting quoting) {
        State state = aggregate.state();
        State moving = aggregate.moving();
        StringBuilder sql = new StringBuilder("    SFUNC = " + state.transition() + ",\n    STYPE = " + state.type());
        option(sql, "SSPACE", state.space().equals("0") ? null : state.space());
        option(sql, "INITCOND", state.initial() == null ? null : quoting.literal(state.initial()));
        finish(sql, "", state, aggregate.kind());
        option(sql, "COMBINEFUNC", aggregate.combine());
        option(sql, "SERIALFUNC", aggregate.serial());
        option(sql, "DESERIALFUNC", aggregate.deserial());
        if (moving.transition() != null) {
            option(sql, "MSFUNC", moving.transition());
            option(sql, "MINVFUNC", aggregate.inverse());
            option(sql, "MSTYPE", moving.type());
        }
        option(sql, "MSSPACE", moving.space().equals("0") ? null : moving.space());
        option(sql, "MINITCOND", moving.initial() == null ? null : quoting.literal(moving.initial()));
        finish(sql, "M", moving, aggregate.kind());
        option(sql, "SORTOP", aggregate.sortOperator());
        sql.append(aggregate.kind() == 'h' ? ",\n    HYPOTHETICAL" : "");
        option(
                sql,
                "PARALLEL",
                aggregate.parallel() == 's' ? "safe" : aggregate.parallel() == 'r' ? "restricted" : null);
        return sql.toString();
    }

    private static void finish(StringBuilder sql, String prefix, State state, char kind) {
        if (state.finish() == null) {
            return;
        }
        option(sql, prefix + "FINALFUNC", state.finish());
        sql.append(state.finishExtra() ? ",\n    " + prefix + "FINALFUNC_EXTRA" : "");
        // What DefineAggregate would choose is left out.
        char usual = kind == 'n' ? 'r' : 'w';
        if (state.finishModify() != usual) {
            String modify =
                    switch (state.finishModify()) {
                        case 'r' -> "READ_ONLY";
                        case 's' -> "SHAREABLE";
                        default -> "READ_WRITE";
                    };
            option(sql, prefix + "FINALFUNC_MODIFY", modify);
        }
    }

    private static void option(StringBuilder sql, String option, @Nullable String value) {
        if (value != null) {
            sql.append(",\n    ").append(option).append(" = ").append(value);
        }
    }
}
