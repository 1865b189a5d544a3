package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.stream.Collectors;

/** The queries of views as CREATE VIEW takes them. */
final class Views {

    private Views() {}

    /** A view from {@code VIEW} on, with options and query, to the end of the statement. */
    static String definition(SchemaObject<Relation> view, Quoting quoting) {
        Relation relation = view.details();
        StringBuilder sql = new StringBuilder("VIEW ").append(quoting.qualified(view));
        if (!relation.options().isEmpty()) {
            sql.append(" WITH (")
                    .append(RelationOptions.text(relation.options(), "", quoting))
                    .append(')');
        }
        sql.append(" AS\n").append(query(view));
        if (relation.checkOption() != null) {
            sql.append("\n  WITH ").append(relation.checkOption()).append(" CHECK OPTION");
        }
        return sql.append(";\n").toString();
    }

    /** The query of a view or materialized view, without semicolon ({@code createViewAsClause}). */
    static String query(SchemaObject<Relation> view) {
        String definition = view.details().body().viewDefinition();
        if (definition == null || !definition.endsWith(";")) {
            throw new IllegalStateException("no definition of " + view);
        }
        return definition.substring(0, definition.length() - 1);
    }

    /**
     * A query that needs nothing but the types of the columns, for a view whose own query comes later
     * ({@code createDummyViewAsClause}).
     */
    static String dummyQuery(SchemaObject<Relation> view, Quoting quoting) {
        return view.details().attributes().stream()
                .map(attribute -> dummyColumn(attribute, quoting))
                .collect(Collectors.joining(",", "SELECT", ""));
    }

    private static String dummyColumn(Attribute attribute, Quoting quoting) {
        // CREATE OR REPLACE VIEW cannot change the collation of a column.
        String collate = attribute.collation() == null
                ? ""
                : " COLLATE "
                        + quoting.qualified(
                                attribute.collation().namespace(),
                                attribute.collation().name());
        return "\n    NULL::" + attribute.type() + collate + " AS " + quoting.id(attribute.name());
    }
}
