package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import org.jspecify.annotations.Nullable;

/** What of a table and its columns only ALTER TABLE can say; it follows CREATE TABLE in the same entry. */
final class TableProperties {

    private final SchemaObject<Relation> table;
    private final Relation relation;
    private final Quoting quoting;
    private final int major;
    private final boolean withCompression;

    TableProperties(SchemaObject<Relation> table, Quoting quoting, int major, boolean withCompression) {
        this.table = table;
        this.relation = table.details();
        this.quoting = quoting;
        this.major = major;
        this.withCompression = withCompression;
    }

    /** The columns' properties. */
    String ofColumns() {
        StringBuilder text = new StringBuilder();
        for (Attribute attribute : relation.attributes()) {
            if (!attribute.dropped()) {
                append(text, attribute);
            }
        }
        return text.toString();
    }

    private void append(StringBuilder text, Attribute attribute) {
        if (major < 18
                && !relation.prints(attribute)
                && attribute.notNull().present()
                && relation.links().hasLocalNotNull(attribute)) {
            // From 18 on CREATE TABLE can say so itself.
            alter(text, attribute, "SET NOT NULL");
        }
        if (attribute.statisticsTarget() >= 0) {
            alter(text, attribute, "SET STATISTICS " + attribute.statisticsTarget());
        }
        if (attribute.storage() != attribute.typeStorage()) {
            String storage = storage(attribute.storage());
            if (storage != null) {
                alter(text, attribute, "SET STORAGE " + storage);
            }
        }
        switch (withCompression ? attribute.compression() : 0) {
            case 'p' -> alter(text, attribute, "SET COMPRESSION pglz");
            case 'l' -> alter(text, attribute, "SET COMPRESSION lz4");
            default -> {
                // The column follows default_toast_compression.
            }
        }
        if (!attribute.options().isEmpty()) {
            alter(text, attribute, "SET (" + attribute.options() + ")");
        }
        if (relation.is(Relation.FOREIGN_TABLE) && !attribute.fdwOptions().isEmpty()) {
            // pg_dump says ONLY here from 16 on.
            text.append("ALTER FOREIGN TABLE ")
                    .append(major >= 16 ? "ONLY " : "")
                    .append(quoting.qualified(table))
                    .append(" ALTER COLUMN ")
                    .append(quoting.id(attribute.name()))
                    .append(" OPTIONS (\n    ")
                    .append(attribute.fdwOptions())
                    .append("\n);\n");
        }
    }

    private void alter(StringBuilder text, Attribute attribute, String what) {
        text.append("ALTER ")
                .append(relation.foreign())
                .append("TABLE ONLY ")
                .append(quoting.qualified(table))
                .append(" ALTER COLUMN ")
                .append(quoting.id(attribute.name()))
                .append(' ')
                .append(what)
                .append(";\n");
    }

    private static @Nullable String storage(char storage) {
        return switch (storage) {
            case 'p' -> "PLAIN";
            case 'e' -> "EXTERNAL";
            case 'x' -> "EXTENDED";
            case 'm' -> "MAIN";
            default -> null;
        };
    }

    /** The relation's own properties; views have such too. */
    String ofRelation() {
        StringBuilder text = new StringBuilder();
        boolean hasReplicaIdentity = relation.is(Relation.TABLE)
                || relation.is(Relation.PARTITIONED_TABLE)
                || relation.is(Relation.MATERIALIZED_VIEW);
        // An index as replica identity is named with the index.
        if (hasReplicaIdentity && relation.replicaIdentity() == 'n') {
            alter(text, "REPLICA IDENTITY NOTHING");
        } else if (hasReplicaIdentity && relation.replicaIdentity() == 'f') {
            alter(text, "REPLICA IDENTITY FULL");
        }
        if (relation.forceRowSecurity()) {
            alter(text, "FORCE ROW LEVEL SECURITY");
        }
        return text.toString();
    }

    private void alter(StringBuilder text, String what) {
        text.append("\nALTER TABLE ONLY ")
                .append(quoting.qualified(table))
                .append(' ')
                .append(what)
                .append(";\n");
    }
}
