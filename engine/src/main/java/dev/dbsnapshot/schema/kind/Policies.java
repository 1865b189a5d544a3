package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Row security policies, and that row security is enabled for a table at all ({@code getPolicies}, {@code dumpPolicy}).
 * That it is forced stands in the table's definition.
 */
final class Policies implements Kind<Policies.RowSecurity> {

    /** Something about the row security of a table. */
    sealed interface RowSecurity {
        SchemaObject<Relation> table();
    }

    /** Row security is enabled. */
    record Enabled(SchemaObject<Relation> table) implements RowSecurity {}

    /**
     * A policy.
     *
     * @param table the table
     * @param command {@code polcmd}: {@code *} all, {@code r} SELECT, {@code a} INSERT, {@code w} UPDATE, {@code d} DELETE
     * @param permissive whether it is permissive rather than restrictive
     * @param roles the roles, quoted and separated by commas, or {@code null} for PUBLIC
     * @param using the USING expression, or {@code null}
     * @param withCheck the WITH CHECK expression, or {@code null}
     */
    record Policy(
            SchemaObject<Relation> table,
            char command,
            boolean permissive,
            @Nullable String roles,
            @Nullable String using,
            @Nullable String withCheck)
            implements RowSecurity {}

    @Override
    public String noun() {
        return "policy";
    }

    @Override
    public Class<RowSecurity> type() {
        return RowSecurity.class;
    }

    @Override
    public Priority priority(RowSecurity rowSecurity) {
        return Priority.POLICY;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("policies", """
            SELECT pol.oid, pol.tableoid, pol.polrelid, pol.polname, pol.polcmd, pol.polpermissive,
              CASE WHEN pol.polroles = '{0}' THEN NULL ELSE pg_catalog.array_to_string(
                ARRAY(SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles
                  WHERE oid = ANY(pol.polroles)), ', ') END AS polroles,
              pg_catalog.pg_get_expr(pol.polqual, pol.polrelid) AS polqual,
              pg_catalog.pg_get_expr(pol.polwithcheck, pol.polrelid) AS polwithcheck
            FROM pg_catalog.pg_policy pol
            %s\
            ORDER BY pol.oid
            """.formatted(UserTables.join("pol.polrelid"))));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        for (SchemaObject<Relation> table : database.all(Relation.class)) {
            if (hasPolicies(table) && table.details().rowSecurity()) {
                // Catalog 0, so that nothing in pg_depend is taken for a dependency of this object.
                add(new Enabled(table), new CatalogId(0, table.catalogId().oid()), table.name(), database);
            }
        }
        rows.forEach("policies", row -> {
            SchemaObject<Relation> table = database.find(Relation.class, row.oid("polrelid"));
            if (table != null && hasPolicies(table)) {
                Policy policy = new Policy(
                        table,
                        row.character("polcmd"),
                        row.bool("polpermissive"),
                        row.textOrNull("polroles"),
                        row.textOrNull("polqual"),
                        row.textOrNull("polwithcheck"));
                add(policy, new CatalogId(row.oid("tableoid"), row.oid("oid")), row.text("polname"), database);
            }
        });
    }

    private static boolean hasPolicies(SchemaObject<Relation> table) {
        return table.dumps(Component.POLICY)
                && (table.details().is(Relation.TABLE) || table.details().is(Relation.PARTITIONED_TABLE));
    }

    private void add(RowSecurity rowSecurity, CatalogId catalogId, String name, Database database) {
        database.add(this, rowSecurity, catalogId, rowSecurity.table().namespace(), name)
                .dump()
                .addAll(EnumSet.allOf(Component.class));
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<RowSecurity> object) {
        return List.of(object.details().table().name());
    }

    @Override
    public int tieBreaksOf12() {
        return 1;
    }

    @Override
    public void write(SchemaObject<RowSecurity> object, EntryWriter out) {
        if (object.details() instanceof Policy policy) {
            writePolicy(object, policy, out);
            return;
        }
        SchemaObject<Relation> table = object.details().table();
        out.add(out.entry(object, "ROW SECURITY", Section.POST_DATA)
                .owner(table.details().owner())
                .defn("ALTER TABLE " + out.quoting().qualified(table) + " ENABLE ROW LEVEL SECURITY;")
                .dependencies(List.of(table.dumpId()))
                .build());
    }

    private static void writePolicy(SchemaObject<RowSecurity> object, Policy policy, EntryWriter out) {
        SchemaObject<Relation> table = policy.table();
        String name = out.quoting().id(object.name());
        String identity = "POLICY " + name + " ON " + out.quoting().qualified(table);
        out.add(out.entry(object, "POLICY", Section.POST_DATA)
                .tag(table.name() + " " + object.name())
                .owner(table.details().owner())
                .defn("CREATE " + identity + clauses(policy, object) + ";\n")
                .dropStmt("DROP " + identity + ";\n")
                .build());
        out.comment(
                object,
                new EntryWriter.CommentTarget(
                        object.catalogId(),
                        0,
                        "POLICY " + name + " ON",
                        out.quoting().id(table.name()),
                        object.namespace(),
                        table.details().owner(),
                        null));
    }

    private static String clauses(Policy policy, SchemaObject<RowSecurity> object) {
        StringBuilder sql = new StringBuilder(policy.permissive() ? "" : " AS RESTRICTIVE");
        sql.append(
                switch (policy.command()) {
                    case '*' -> "";
                    case 'r' -> " FOR SELECT";
                    case 'a' -> " FOR INSERT";
                    case 'w' -> " FOR UPDATE";
                    case 'd' -> " FOR DELETE";
                    default ->
                        throw new SnapshotException(
                                ErrorCode.UNSUPPORTED,
                                "cannot write " + object + ": its command type " + policy.command()
                                        + " is unknown; use a newer version of this program");
                });
        if (policy.roles() != null) {
            sql.append(" TO ").append(policy.roles());
        }
        if (policy.using() != null) {
            sql.append(" USING (").append(policy.using()).append(')');
        }
        if (policy.withCheck() != null) {
            sql.append(" WITH CHECK (").append(policy.withCheck()).append(')');
        }
        return sql.toString();
    }
}
