package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.EntryWriter.AclTarget;
import dev.dbsnapshot.schema.EntryWriter.CommentTarget;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import org.jspecify.annotations.Nullable;

/** The entries of one relation: its definition, comments, labels and privileges ({@code dumpTable}). */
final class RelationEntries {

    private final SchemaObject<Relation> object;
    private final Relation relation;
    private final EntryWriter out;
    private final Quoting quoting;
    private final String quotedName;

    RelationEntries(SchemaObject<Relation> object, EntryWriter out) {
        this.object = object;
        this.relation = object.details();
        this.out = out;
        this.quoting = out.quoting();
        this.quotedName = quoting.id(object.name());
    }

    void write() {
        if (object.dumps(Component.DEFINITION)) {
            if (relation.is(Relation.SEQUENCE)) {
                new SequenceDefinition(object, out).write();
                out.comment(object, "SEQUENCE", quotedName, object.namespace(), relation.owner());
                out.securityLabel(object, "SEQUENCE", quotedName, object.namespace(), relation.owner());
            } else {
                writeDefinition();
                writeComments();
                out.tableSecurityLabel(
                        object, relation.typeName(), relation.owner(), number -> relation.attribute(number)
                                .name());
                writeNotNullComments();
                writeCheckComments();
            }
        }
        writePrivileges();
    }

    private void writeDefinition() {
        TableProperties properties = new TableProperties(
                object,
                quoting,
                out.major(),
                !out.database().catalog().selection().has(DumpFlag.NO_TOAST_COMPRESSION));
        String definition = relation.is(Relation.VIEW)
                ? new ViewDefinition(object, quoting).create()
                : new TableDefinition(object, quoting, out.major()).create()
                        + ExtensionNeeds.statements(
                                "MATERIALIZED VIEW",
                                quoting.qualified(object),
                                relation.body().neededExtensions(),
                                out)
                        + attach()
                        + properties.ofColumns();
        Section section = object.isPostponed() ? Section.POST_DATA : Section.PRE_DATA;
        TocEntry.Builder entry = out.entry(object, relation.typeName(), section)
                .defn(definition + properties.ofRelation())
                .dropStmt("DROP " + relation.typeName() + " " + quoting.qualified(object) + ";\n")
                .tablespace(tablespace())
                .tableam(tableAccessMethod())
                // The archives of pg_dump tell the relkind from 17 on.
                .relkind(out.major() >= 17 ? relation.relkind() : (char) 0)
                .owner(relation.owner());
        out.add(entry.build());
    }

    /** What makes the table a partition, where that is no entry of its own. */
    private String attach() {
        boolean partition = relation.isPartition() && !relation.parents().isEmpty();
        return partition && !TableAttaches.areEntries(out.major())
                ? TableAttaches.attach(relation.parents().get(0), object, quoting)
                : "";
    }

    private @Nullable String tablespace() {
        // Up to 14 pg_dump knows only of views that they live in no tablespace.
        boolean none = relation.is(Relation.VIEW) || (out.major() >= 15 && relation.is(Relation.FOREIGN_TABLE));
        return none ? null : relation.tablespace();
    }

    private @Nullable String tableAccessMethod() {
        boolean has = relation.is(Relation.TABLE)
                || relation.is(Relation.MATERIALIZED_VIEW)
                // From 17 on partitions take over the access method of a partitioned table.
                || (out.major() >= 17 && relation.is(Relation.PARTITIONED_TABLE));
        return has ? relation.accessMethod() : null;
    }

    /** The comments on the relation and its columns ({@code dumpTableComment}). */
    private void writeComments() {
        out.comments(object.catalogId()).forEach((number, comment) -> {
            if (number == 0) {
                out.comment(object, relation.typeName(), quotedName, object.namespace(), relation.owner());
            } else if (number > 0 && number <= relation.attributes().size()) {
                String column =
                        quotedName + "." + quoting.id(relation.attribute(number).name());
                out.comment(
                        object,
                        new CommentTarget(
                                object.catalogId(),
                                number,
                                "COLUMN",
                                column,
                                object.namespace(),
                                relation.owner(),
                                null));
            }
        });
    }

    /** From 18 on NOT NULL is a constraint that can have a comment. */
    private void writeNotNullComments() {
        for (Attribute attribute : relation.attributes()) {
            Attribute.NotNull notNull = attribute.notNull();
            if (notNull.present() && notNull.hasComment()) {
                out.comment(object, constraintComment(notNull.name(), notNull.catalogId()));
            }
        }
    }

    private void writeCheckComments() {
        for (RelationLinks.InlineCheck check : relation.links().checks()) {
            if (!check.constraint().isSeparate() && check.local()) {
                out.comment(
                        object,
                        constraintComment(
                                check.constraint().name(), check.constraint().catalogId()));
            }
        }
    }

    private CommentTarget constraintComment(String name, CatalogId about) {
        return new CommentTarget(
                about,
                0,
                "CONSTRAINT " + quoting.id(name) + " ON",
                quotedName,
                object.namespace(),
                relation.owner(),
                null);
    }

    private void writePrivileges() {
        if (isPrivilegesForgotten()) {
            return;
        }
        out.tableAcl(object, privileges(object), relation.links().columnPrivileges());
    }

    /**
     * Up to 14 pg_dump takes what it dumps of an identity column's sequence from the table ({@code getTables}), and of a
     * table without privileges of its own it dumps none: what is granted on the sequence is lost.
     */
    private boolean isPrivilegesForgotten() {
        RelationLinks.OwningColumn owner = relation.links().owningColumn();
        return out.major() < 15
                && owner != null
                && owner.isIdentity()
                && !out.changesTableAcl(
                        owner.table(),
                        privileges(owner.table()),
                        owner.table().details().links().columnPrivileges());
    }

    private AclTarget privileges(SchemaObject<Relation> of) {
        Relation details = of.details();
        return new AclTarget(
                details.is(Relation.SEQUENCE) ? "SEQUENCE" : "TABLE",
                quoting.id(of.name()),
                null,
                of.namespace(),
                details.owner(),
                details.privileges().acl(),
                details.privileges().defaultAcl());
    }
}
