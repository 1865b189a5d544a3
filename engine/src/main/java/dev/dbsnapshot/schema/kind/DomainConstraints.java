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
import dev.dbsnapshot.schema.kind.DomainTypes.DomainType;
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;

/**
 * Constraints of domains ({@code getDomainConstraints}). They stand inside CREATE DOMAIN, but after all data if they
 * are not validated or depend on something that depends on the domain.
 */
final class DomainConstraints implements Kind<DomainConstraints.DomainConstraint> {

    /**
     * A constraint.
     *
     * @param domain the OID of its domain
     * @param domainName that domain's name
     * @param owner that domain's owner
     * @param isNotNull whether it is NOT NULL (17 and newer) rather than CHECK
     * @param definition what {@code pg_get_constraintdef} says
     */
    record DomainConstraint(long domain, String domainName, String owner, boolean isNotNull, String definition) {}

    @Override
    public String noun() {
        return "domain constraint";
    }

    @Override
    public Class<DomainConstraint> type() {
        return DomainConstraint.class;
    }

    @Override
    public Priority priority(DomainConstraint details) {
        return Priority.CONSTRAINT;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT k.tableoid, k.oid, n.nspname, k.conname AS name, k.contypid, k.contype, k.convalidated,
                   pg_catalog.pg_get_constraintdef(k.oid) AS definition
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_type t ON t.oid = k.contypid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE k.contypid >= %s AND k.contype IN ('c', 'n')
            ORDER BY k.contypid, k.conname\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("domain constraints", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("domain constraints", row -> {
            SchemaObject<DomainType> domain = database.find(DomainType.class, row.oid("contypid"));
            if (domain != null && domain.dumps(Component.DEFINITION)) {
                read(row, domain, database);
            }
        });
    }

    private void read(Row row, SchemaObject<DomainType> domain, Database database) {
        DomainConstraint details = new DomainConstraint(
                domain.catalogId().oid(),
                domain.name(),
                domain.details().owner().owner(),
                row.character("contype") == 'n',
                row.text("definition"));
        SchemaObject<DomainConstraint> constraint = ObjectRows.add(this, details, row, database);
        constraint.dump().addAll(EnumSet.allOf(Component.class));
        constraint.setSeparate(!row.bool("convalidated"));
        if (!constraint.isSeparate()) {
            domain.dependOn(constraint);
        }
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<DomainConstraint> object) {
        return List.of(object.details().domainName());
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.DOMAIN_AND_CHECK;
    }

    /** {@code repairDomainConstraintLoop}, {@code repairDomainConstraintMultiLoop}. */
    @Override
    public boolean breakLoop(Loop loop) {
        for (SchemaObject<?> domain : loop.members()) {
            for (SchemaObject<?> constraint : loop.members()) {
                if (domain.details() instanceof DomainType
                        && constraint.details() instanceof DomainConstraint details
                        && details.domain() == domain.catalogId().oid()) {
                    if (loop.size() == 2) {
                        constraint.forgetDependency(domain);
                    } else {
                        domain.forgetDependency(constraint);
                        constraint.setSeparate(true);
                        constraint.dependOn(domain);
                        constraint.dependOn(loop.database().postDataBoundary());
                    }
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void write(SchemaObject<DomainConstraint> object, EntryWriter out) {
        if (!object.isSeparate()) {
            return;
        }
        DomainConstraint constraint = object.details();
        Quoting quoting = out.quoting();
        String domain = quoting.qualified(object.namespace(), constraint.domainName());
        String name = quoting.id(object.name());
        String desc = constraint.isNotNull() ? "CONSTRAINT" : "CHECK CONSTRAINT";
        out.add(out.entry(object, desc, Section.POST_DATA)
                .tag(constraint.domainName() + " " + object.name())
                .owner(constraint.owner())
                .defn("ALTER DOMAIN " + domain + "\n    ADD CONSTRAINT " + name + " " + constraint.definition() + ";\n")
                .dropStmt("ALTER DOMAIN " + domain + " DROP CONSTRAINT " + name + ";\n")
                .build());
        comment(object, object, out);
    }

    /**
     * Writes the comment on a constraint.
     *
     * @param dumpedBy whose entry defines the constraint: the domain's, or its own
     */
    static void comment(SchemaObject<?> dumpedBy, SchemaObject<DomainConstraint> constraint, EntryWriter out) {
        Quoting quoting = out.quoting();
        out.comment(
                dumpedBy,
                new EntryWriter.CommentTarget(
                        constraint.catalogId(),
                        0,
                        "CONSTRAINT " + quoting.id(constraint.name()) + " ON DOMAIN",
                        quoting.id(constraint.details().domainName()),
                        constraint.namespace(),
                        constraint.details().owner(),
                        null));
    }
}
