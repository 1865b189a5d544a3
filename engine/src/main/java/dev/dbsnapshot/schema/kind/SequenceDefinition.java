package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;

/** The entries of a sequence ({@code dumpSequence}): its own, and the one that gives it to the column that owns it. */
final class SequenceDefinition {

    private final SchemaObject<Relation> sequence;
    private final Relation relation;
    private final EntryWriter out;
    private final Quoting quoting;

    SequenceDefinition(SchemaObject<Relation> sequence, EntryWriter out) {
        this.sequence = sequence;
        this.relation = sequence.details();
        this.out = out;
        this.quoting = out.quoting();
    }

    void write() {
        RelationLinks.OwningColumn owner = relation.links().owningColumn();
        boolean identity = owner != null && owner.isIdentity();
        String name = quoting.qualified(sequence);
        out.add(out.entry(sequence, "SEQUENCE", Section.PRE_DATA)
                .defn(owner != null && identity ? addIdentity(owner) : create())
                .dropStmt(identity ? "" : "DROP SEQUENCE " + name + ";\n")
                .owner(relation.owner())
                .build());
        if (owner != null && !identity && owner.table().dumps(Component.DEFINITION)) {
            // Apart from CREATE SEQUENCE, because sequence and table must have got the same owner before.
            out.add(TocEntry.builder(out.database().newDumpId(), "SEQUENCE OWNED BY", Section.PRE_DATA)
                    .tag(sequence.name())
                    .namespace(sequence.namespace())
                    .defn("ALTER SEQUENCE " + name + " OWNED BY " + quoting.qualified(owner.table()) + "."
                            + quoting.id(column(owner).name()) + ";\n")
                    .owner(relation.owner())
                    .dependencies(List.of(sequence.dumpId()))
                    .build());
        }
    }

    private static Attribute column(RelationLinks.OwningColumn owner) {
        return owner.table().details().attribute(owner.number());
    }

    private String addIdentity(RelationLinks.OwningColumn owner) {
        Attribute column = column(owner);
        StringBuilder text = new StringBuilder("ALTER TABLE " + quoting.qualified(owner.table()) + " ALTER COLUMN "
                + quoting.id(column.name()) + " ADD GENERATED ");
        if (column.identity() == 'a') {
            text.append("ALWAYS");
        } else if (column.identity() == 'd') {
            text.append("BY DEFAULT");
        }
        text.append(" AS IDENTITY (\n    SEQUENCE NAME ")
                .append(quoting.qualified(sequence))
                .append('\n');
        // Before 15 a sequence has no persistence of its own.
        if (out.major() >= 15
                && relation.persistence() != owner.table().details().persistence()) {
            text.append(relation.persistence() == 'u' ? "    UNLOGGED\n" : "    LOGGED\n");
        }
        return text + parameters() + "\n);\n";
    }

    private String create() {
        String unlogged = out.major() >= 15 && relation.persistence() == 'u' ? "UNLOGGED " : "";
        String type = parametersOfCatalog().type();
        return "CREATE " + unlogged + "SEQUENCE " + quoting.qualified(sequence) + "\n"
                + (type.equals("bigint") ? "" : "    AS " + type + "\n") + parameters() + ";\n";
    }

    private String parameters() {
        SequenceParameters sequenceParameters = parametersOfCatalog();
        boolean ascending = sequenceParameters.increment() >= 0;
        long typeMinimum;
        long typeMaximum;
        switch (sequenceParameters.type()) {
            case "smallint" -> {
                typeMinimum = Short.MIN_VALUE;
                typeMaximum = Short.MAX_VALUE;
            }
            case "integer" -> {
                typeMinimum = Integer.MIN_VALUE;
                typeMaximum = Integer.MAX_VALUE;
            }
            case "bigint" -> {
                typeMinimum = Long.MIN_VALUE;
                typeMaximum = Long.MAX_VALUE;
            }
            default -> throw unreadable("its type " + sequenceParameters.type() + " is unknown");
        }
        long defaultMinimum = ascending ? 1 : typeMinimum;
        long defaultMaximum = ascending ? typeMaximum : -1;
        long minimum = sequenceParameters.minimum();
        long maximum = sequenceParameters.maximum();
        return "    START WITH " + sequenceParameters.start() + "\n"
                + "    INCREMENT BY " + sequenceParameters.increment() + "\n"
                + (minimum == defaultMinimum ? "    NO MINVALUE\n" : "    MINVALUE " + minimum + "\n")
                + (maximum == defaultMaximum ? "    NO MAXVALUE\n" : "    MAXVALUE " + maximum + "\n")
                + "    CACHE " + sequenceParameters.cache()
                + (sequenceParameters.cycle() ? "\n    CYCLE" : "");
    }

    private SequenceParameters parametersOfCatalog() {
        SequenceParameters sequenceParameters = relation.body().sequence();
        if (sequenceParameters == null) {
            throw unreadable("pg_sequence has no row of it");
        }
        return sequenceParameters;
    }

    private SnapshotException unreadable(String why) {
        return new SnapshotException(
                ErrorCode.SERVER,
                "cannot dump sequence " + quoting.qualified(sequence) + ": " + why
                        + "; check the server's catalogs, or use a newer release of this tool");
    }
}
