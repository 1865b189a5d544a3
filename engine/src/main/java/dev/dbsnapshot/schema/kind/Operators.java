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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE OPERATOR ({@code getOperators}, {@code dumpOpr}). */
final class Operators implements Kind<Operators.Operator> {

    /**
     * An operator. Functions, types and operators are quoted and carry their schema where they need it.
     *
     * @param owner its owner
     * @param kind {@code oprkind}: b, l or, up to 13, r
     * @param function its function; {@code null} while it is only known as another one's commutator or negator
     * @param left its left argument's type
     * @param right its right argument's type
     * @param commutator its commutator
     * @param negator its negator
     * @param merges whether it can be merge-joined
     * @param hashes whether it can be hash-joined
     * @param restrict its restriction selectivity estimator
     * @param join its join selectivity estimator
     * @param typeNames schema and name of the arguments' types, for sorting
     */
    record Operator(
            String owner,
            char kind,
            @Nullable String function,
            String left,
            String right,
            @Nullable String commutator,
            @Nullable String negator,
            boolean merges,
            boolean hashes,
            @Nullable String restrict,
            @Nullable String join,
            List<String> typeNames) {}

    @Override
    public String noun() {
        return "operator";
    }

    @Override
    public Class<Operator> type() {
        return Operator.class;
    }

    @Override
    public Priority priority(Operator details) {
        return Priority.OPERATOR;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT o.tableoid, o.oid, n.nspname, o.oprname AS name,
                   pg_catalog.pg_get_userbyid(o.oprowner) AS owner, o.oprkind,
                   o.oprcode::pg_catalog.regprocedure AS function,
                   o.oprleft::pg_catalog.regtype AS left, o.oprright::pg_catalog.regtype AS right,
                   CASE WHEN c.oid IS NOT NULL
                        THEN pg_catalog.format('OPERATOR(%%I.%%s)', cn.nspname, c.oprname) END AS commutator,
                   CASE WHEN g.oid IS NOT NULL
                        THEN pg_catalog.format('OPERATOR(%%I.%%s)', gn.nspname, g.oprname) END AS negator,
                   o.oprcanmerge, o.oprcanhash,
                   o.oprrest::pg_catalog.regprocedure AS restrict, o.oprjoin::pg_catalog.regprocedure AS join,
                   ARRAY[ln.nspname, lt.typname, rn.nspname, rt.typname]::pg_catalog.text[] AS typenames
            FROM pg_catalog.pg_operator o
            JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
            LEFT JOIN pg_catalog.pg_operator c ON c.oid = o.oprcom
            LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace
            LEFT JOIN pg_catalog.pg_operator g ON g.oid = o.oprnegate
            LEFT JOIN pg_catalog.pg_namespace gn ON gn.oid = g.oprnamespace
            LEFT JOIN pg_catalog.pg_type lt ON lt.oid = o.oprleft
            LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = lt.typnamespace
            LEFT JOIN pg_catalog.pg_type rt ON rt.oid = o.oprright
            LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = rt.typnamespace
            WHERE o.oid >= %s
            ORDER BY o.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("operators", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("operators", row -> ObjectRows.select(this, operator(row), row, database));
    }

    private static Operator operator(Row row) {
        return new Operator(
                row.text("owner"),
                row.character("oprkind"),
                withoutArguments(row.text("function")),
                row.text("left"),
                row.text("right"),
                row.textOrNull("commutator"),
                row.textOrNull("negator"),
                row.bool("oprcanmerge"),
                row.bool("oprcanhash"),
                withoutArguments(row.text("restrict")),
                withoutArguments(row.text("join")),
                row.array("typenames").stream()
                        .map(name -> name == null ? "" : name)
                        .toList());
    }

    /**
     * The name of a regprocedure ({@code convertRegProcReference}). A regproc would not do: it shows the schema where
     * other functions have the same name.
     */
    private static @Nullable String withoutArguments(String procedure) {
        if (procedure.equals("-")) {
            return null;
        }
        boolean quoted = false;
        for (int i = 0; i < procedure.length(); i++) {
            char c = procedure.charAt(i);
            if (c == '(' && !quoted) {
                return procedure.substring(0, i);
            }
            quoted ^= c == '"';
        }
        return procedure;
    }

    /** Prefix, postfix, infix in the order of their letters backwards, then the types of the arguments. */
    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Operator> object) {
        List<Comparable<?>> result = new ArrayList<>();
        result.add(-(long) object.details().kind());
        result.addAll(object.details().typeNames());
        return result;
    }

    @Override
    public int tieBreaksOf12() {
        return 1;
    }

    @Override
    public void write(SchemaObject<Operator> object, EntryWriter out) {
        Operator operator = object.details();
        if (operator.function() == null) {
            return;
        }
        String namespace = out.quoting().id(String.valueOf(object.namespace()));
        String left = operator.kind() == 'l' ? "NONE" : operator.left();
        String right = operator.kind() == 'r' ? "NONE" : operator.right();
        String identity = object.name() + " (" + left + ", " + right + ")";
        StringBuilder sql = new StringBuilder("CREATE OPERATOR " + namespace + "." + object.name() + " (\n");
        sql.append("    FUNCTION = ").append(operator.function());
        option(sql, "LEFTARG", operator.kind() == 'l' ? null : operator.left());
        option(sql, "RIGHTARG", operator.kind() == 'r' ? null : operator.right());
        option(sql, "COMMUTATOR", operator.commutator());
        option(sql, "NEGATOR", operator.negator());
        sql.append(operator.merges() ? ",\n    MERGES" : "");
        sql.append(operator.hashes() ? ",\n    HASHES" : "");
        option(sql, "RESTRICT", operator.restrict());
        option(sql, "JOIN", operator.join());
        sql.append("\n);\n");
        String drop = "DROP OPERATOR " + namespace + "." + identity + ";\n";
        PreDataEntry.write(object, "OPERATOR", identity, operator.owner(), sql.toString(), drop, out);
    }

    private static void option(StringBuilder sql, String option, @Nullable String value) {
        if (value != null) {
            sql.append(",\n    ").append(option).append(" = ").append(value);
        }
    }
}
