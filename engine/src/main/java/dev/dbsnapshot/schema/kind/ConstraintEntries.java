package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.stream.Collectors;

/** The entries of constraints that stand outside CREATE TABLE ({@code dumpConstraint}). */
final class ConstraintEntries {

    private ConstraintEntries() {}

    static void write(SchemaObject<Constraint> object, EntryWriter out) {
        Constraint constraint = object.details();
        Constraint.Key key = constraint.key();
        if (key != null) {
            out.add(entry(object, "CONSTRAINT", "ONLY ", keyDefinition(constraint, key, out), out)
                    .tablespace(key.index().details().tablespace())
                    .build());
        } else if (constraint.type() == Constraint.FOREIGN_KEY) {
            // On a partitioned table a foreign key always reaches the partitions too.
            String only = constraint.table().details().is(Relation.PARTITIONED_TABLE) ? "" : "ONLY ";
            out.add(entry(object, "FK CONSTRAINT", only, constraint.definition() + ";\n", out)
                    .build());
        } else if (constraint.local()) {
            // No ONLY: it reaches the children.
            String desc = constraint.type() == Constraint.CHECK ? "CHECK CONSTRAINT" : "CONSTRAINT";
            out.add(entry(object, desc, "", constraint.definition() + ";\n", out)
                    .build());
        }
    }

    private static TocEntry.Builder entry(
            SchemaObject<Constraint> object, String desc, String only, String definition, EntryWriter out) {
        SchemaObject<Relation> table = object.details().table();
        String alter = "ALTER " + (out.major() >= 13 ? table.details().foreign() : "") + "TABLE " + only
                + out.quoting().qualified(table);
        String name = out.quoting().id(object.name());
        return out.entry(object, desc, Section.POST_DATA)
                .tag(table.name() + " " + object.name())
                .owner(table.details().owner())
                .defn(alter + "\n    ADD CONSTRAINT " + name + " " + definition)
                .dropStmt(alter + " DROP CONSTRAINT " + name + ";\n");
    }

    private static String keyDefinition(Constraint constraint, Constraint.Key key, EntryWriter out) {
        Quoting quoting = out.quoting();
        StringBuilder sql = new StringBuilder();
        if (constraint.type() == Constraint.EXCLUSION) {
            sql.append(constraint.definition());
        } else {
            appendKey(sql, constraint, key, out);
        }
        sql.append(";\n");
        Index.appendCluster(sql, key.index(), quoting);
        Index.appendReplicaIdentity(sql, key.index(), quoting);
        sql.append(ExtensionNeeds.statements(
                "INDEX", quoting.qualified(key.index()), key.index().details().extensions(), out));
        return sql.toString();
    }

    private static void appendKey(StringBuilder sql, Constraint constraint, Constraint.Key key, EntryWriter out) {
        Quoting quoting = out.quoting();
        sql.append(constraint.type() == Constraint.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE");
        // Servers before 17 let such a key come about; from then on pg_dump drops what no server accepts.
        boolean isDistinct = out.major() >= 17 && constraint.type() == Constraint.PRIMARY_KEY;
        if (key.nullsNotDistinct() && !isDistinct) {
            sql.append(" NULLS NOT DISTINCT");
        }
        sql.append(" (").append(key.columns().stream().map(quoting::id).collect(Collectors.joining(", ")));
        if (key.withoutOverlaps()) {
            sql.append(" WITHOUT OVERLAPS");
        }
        if (!key.included().isEmpty()) {
            sql.append(") INCLUDE (")
                    .append(key.included().stream().map(quoting::id).collect(Collectors.joining(", ")));
        }
        sql.append(')');
        if (!key.options().isEmpty()) {
            sql.append(" WITH (")
                    .append(RelOptions.text(key.options(), "", quoting))
                    .append(')');
        }
        if (key.deferrable()) {
            sql.append(" DEFERRABLE");
            if (key.deferred()) {
                sql.append(" INITIALLY DEFERRED");
            }
        }
    }
}
