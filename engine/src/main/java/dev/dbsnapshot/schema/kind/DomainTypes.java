package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.kind.DomainConstraints.DomainConstraint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE DOMAIN, with those of its constraints that stand inside it ({@code dumpDomain}). */
final class DomainTypes implements Kind<DomainTypes.DomainType> {

    /**
     * A domain.
     *
     * @param owner whose it is
     * @param base the type that it is a domain over, with its modifier
     * @param collation its collation, quoted, where it is not the base type's
     * @param notNull whether it forbids NULL
     * @param defaultExpression its default as an expression
     * @param defaultText its default as text
     * @param constraints the OIDs of its constraints, by name
     */
    record DomainType(
            Ownership owner,
            String base,
            @Nullable String collation,
            boolean notNull,
            @Nullable String defaultExpression,
            @Nullable String defaultText,
            List<Long> constraints) {}

    @Override
    public String noun() {
        return "domain";
    }

    @Override
    public Class<DomainType> type() {
        return DomainType.class;
    }

    @Override
    public Priority priority(DomainType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String columns = """
                ,
                       t.typnotnull, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS base,
                       pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass)
                           AS typdefaultbin,
                       t.typdefault,
                       CASE WHEN t.typcollation <> u.typcollation
                            THEN pg_catalog.format('%I.%I', colln.nspname, coll.collname) END AS collation,
                       ARRAY(SELECT k.oid FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid
                             ORDER BY k.conname) AS constraints""";
        String joins = """
                LEFT JOIN pg_catalog.pg_type u ON u.oid = t.typbasetype
                LEFT JOIN pg_catalog.pg_collation coll ON coll.oid = t.typcollation
                LEFT JOIN pg_catalog.pg_namespace colln ON colln.oid = coll.collnamespace""";
        return List.of(new CatalogQuery("domains", TypeRows.query(columns, joins, "t.typtype = 'd'")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("domains", row -> ObjectRows.select(this, domain(row), row, database));
    }

    private static DomainType domain(Row row) {
        return new DomainType(
                Ownership.of(row),
                row.text("base"),
                row.textOrNull("collation"),
                row.bool("typnotnull"),
                row.textOrNull("typdefaultbin"),
                row.textOrNull("typdefault"),
                row.numbers("constraints"));
    }

    @Override
    public void write(SchemaObject<DomainType> object, EntryWriter out) {
        DomainType domain = object.details();
        Quoting quoting = out.quoting();
        String name = quoting.qualified(object);
        List<SchemaObject<DomainConstraint>> constraints = constraintsInside(domain, out.database());
        StringBuilder sql = new StringBuilder("CREATE DOMAIN " + name + " AS " + domain.base());
        if (domain.collation() != null) {
            sql.append(" COLLATE ").append(domain.collation());
        }
        if (domain.notNull()) {
            sql.append(notNull(object, out));
        }
        if (domain.defaultExpression() != null) {
            sql.append(" DEFAULT ").append(domain.defaultExpression());
        } else if (domain.defaultText() != null) {
            sql.append(" DEFAULT ").append(quoting.literal(domain.defaultText()));
        }
        for (SchemaObject<DomainConstraint> constraint : constraints) {
            if (!constraint.details().isNotNull()) {
                sql.append("\n\tCONSTRAINT ").append(quoting.id(constraint.name()));
                sql.append(' ').append(constraint.details().definition());
            }
        }
        sql.append(";\n");
        TypeRows.write(object, domain.owner(), "DOMAIN", sql.toString(), "DROP DOMAIN " + name + ";\n", out);
        for (SchemaObject<DomainConstraint> constraint : constraints) {
            DomainConstraints.comment(object, constraint, out);
        }
    }

    /** Those that stand in CREATE DOMAIN: CHECKs by name, then NOT NULL. */
    private static List<SchemaObject<DomainConstraint>> constraintsInside(DomainType domain, Database database) {
        List<SchemaObject<DomainConstraint>> checks = new ArrayList<>();
        List<SchemaObject<DomainConstraint>> notNulls = new ArrayList<>();
        for (long oid : domain.constraints()) {
            SchemaObject<DomainConstraint> constraint = database.find(DomainConstraint.class, oid);
            if (constraint != null && !constraint.isSeparate()) {
                (constraint.details().isNotNull() ? notNulls : checks).add(constraint);
            }
        }
        checks.addAll(notNulls);
        return checks;
    }

    /** From 17 on NOT NULL has a name, which pg_dump writes only if it is not the one that the server would choose. */
    private static String notNull(SchemaObject<DomainType> object, EntryWriter out) {
        for (long oid : object.details().constraints()) {
            SchemaObject<DomainConstraint> constraint = out.database().find(DomainConstraint.class, oid);
            if (constraint != null && constraint.details().isNotNull()) {
                if (constraint.isSeparate()) {
                    return "";
                }
                return constraint.name().equals(object.name() + "_not_null")
                        ? " NOT NULL"
                        : " CONSTRAINT " + out.quoting().id(constraint.name()) + " "
                                + constraint.details().definition();
            }
        }
        return " NOT NULL";
    }
}
