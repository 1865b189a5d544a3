package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE, CREATE FOREIGN TABLE and CREATE MATERIALIZED VIEW, up to their semicolon ({@code dumpTableSchema}). */
final class TableDefinition {

    private final SchemaObject<Relation> table;
    private final Relation relation;
    private final Quoting quoting;
    private final int major;

    TableDefinition(SchemaObject<Relation> table, Quoting quoting, int major) {
        this.table = table;
        this.relation = table.details();
        this.quoting = quoting;
        this.major = major;
    }

    String create() {
        StringBuilder text = new StringBuilder("CREATE ");
        if (isUnlogged()) {
            text.append("UNLOGGED ");
        }
        text.append(relation.typeName()).append(' ').append(quoting.qualified(table));
        if (relation.ofType() != null) {
            text.append(" OF ").append(relation.ofType());
        }
        if (!relation.is(Relation.MATERIALIZED_VIEW)) {
            appendElements(text);
            appendInherits(text);
            if (relation.is(Relation.PARTITIONED_TABLE)) {
                text.append("\nPARTITION BY ").append(relation.body().partitionKey());
            }
            String server = relation.body().foreignServer();
            if (server != null) {
                text.append("\nSERVER ").append(quoting.id(server));
            }
        }
        appendOptions(text);
        if (relation.is(Relation.MATERIALIZED_VIEW)) {
            // Always without data: REFRESH is an entry of its own.
            String query = new ViewDefinition(table, quoting).query();
            return text.append(" AS\n")
                    .append(query)
                    .append("\n  WITH NO DATA;\n")
                    .toString();
        }
        return text.append(";\n").toString();
    }

    private boolean isUnlogged() {
        // 18 refuses UNLOGGED for partitioned tables; the mark of older ones meant nothing.
        return relation.persistence() == 'u' && !(major >= 18 && relation.is(Relation.PARTITIONED_TABLE));
    }

    private void appendElements(StringBuilder text) {
        List<String> elements = new ArrayList<>();
        for (Attribute attribute : relation.attributes()) {
            if (relation.prints(attribute)) {
                String column = column(attribute);
                if (column != null) {
                    elements.add(column);
                }
            } else if (!attribute.dropped() && major >= 18 && hasOwnNotNull(attribute)) {
                elements.add(notNullOfInheritedColumn(attribute));
            }
        }
        for (RelationLinks.InlineCheck check : relation.links().checks()) {
            // ATTACH PARTITION expects the partition to have its parent's constraints already.
            if (!check.constraint().isSeparate() && (check.local() || relation.isPartition())) {
                elements.add("CONSTRAINT " + quoting.id(check.constraint().name()) + " " + check.definition());
            }
        }
        if (!elements.isEmpty()) {
            text.append(elements.stream().collect(Collectors.joining(",\n    ", " (\n    ", "\n)")));
        } else if (relation.ofType() == null) {
            text.append(" (\n)");
        }
    }

    /** The column as CREATE TABLE names it, or {@code null} where the type of a typed table says all of it. */
    private @Nullable String column(Attribute attribute) {
        SchemaObject<AttributeDefault> attributeDefault =
                relation.links().defaults().get(attribute.number());
        boolean printsDefault =
                attributeDefault != null && attributeDefault.isDumped() && !attributeDefault.isSeparate();
        boolean printsNotNull = attribute.notNull().present() && (hasOwnNotNull(attribute) || relation.isPartition());
        if (relation.ofType() != null && !printsDefault && !printsNotNull) {
            return null;
        }
        StringBuilder text = new StringBuilder(quoting.id(attribute.name()));
        if (relation.ofType() == null) {
            text.append(' ').append(attribute.type());
        }
        if (attributeDefault != null && printsDefault) {
            String expression = attributeDefault.details().expression();
            switch (attribute.generated()) {
                case 's' ->
                    text.append(" GENERATED ALWAYS AS (").append(expression).append(") STORED");
                case 'v' ->
                    text.append(" GENERATED ALWAYS AS (").append(expression).append(')');
                default -> text.append(" DEFAULT ").append(expression);
            }
        }
        if (printsNotNull) {
            String name = attribute.notNull().name();
            text.append(name.isEmpty() ? "" : " CONSTRAINT " + quoting.id(name)).append(" NOT NULL");
            text.append(attribute.notNull().noInherit() ? " NO INHERIT" : "");
        }
        return text.append(ViewDefinition.collate(attribute, quoting)).toString();
    }

    private boolean hasOwnNotNull(Attribute attribute) {
        return attribute.notNull().present() && relation.links().hasLocalNotNull(attribute);
    }

    private String notNullOfInheritedColumn(Attribute attribute) {
        Attribute.NotNull notNull = attribute.notNull();
        // pg_dump writes the constraint's name as it is here, without quotes.
        return (notNull.name().isEmpty() ? "" : "CONSTRAINT " + notNull.name() + " ") + "NOT NULL "
                + quoting.id(attribute.name()) + (notNull.noInherit() ? " NO INHERIT" : "");
    }

    private void appendInherits(StringBuilder text) {
        if (!relation.parents().isEmpty() && !relation.isPartition()) {
            text.append(relation.parents().stream()
                    .map(quoting::qualified)
                    .collect(Collectors.joining(", ", "\nINHERITS (", ")")));
        }
    }

    private void appendOptions(StringBuilder text) {
        List<String> parts = new ArrayList<>();
        if (!relation.options().isEmpty()) {
            parts.add(RelOptions.text(relation.options(), "", quoting));
        }
        if (!relation.toastOptions().isEmpty()) {
            parts.add(RelOptions.text(relation.toastOptions(), "toast.", quoting));
        }
        if (!parts.isEmpty()) {
            text.append("\nWITH (").append(String.join(", ", parts)).append(')');
        }
        String foreignOptions = relation.body().foreignOptions();
        if (foreignOptions != null && !foreignOptions.isEmpty()) {
            text.append("\nOPTIONS (\n    ").append(foreignOptions).append("\n)");
        }
    }
}
