package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * The text of a view. A view in a dependency loop is first made with a dummy query of the same columns; the real query
 * follows with the ON SELECT rule, which is why rules use this too.
 */
final class ViewDefinition {

    private final SchemaObject<Relation> view;
    private final Quoting quoting;

    ViewDefinition(SchemaObject<Relation> view, Quoting quoting) {
        this.view = view;
        this.quoting = quoting;
    }

    /** CREATE VIEW as it stands in the view's own entry. */
    String create() {
        return view.details().links().isDummyView() ? createDummy("CREATE") : createReal("CREATE");
    }

    /** CREATE OR REPLACE VIEW with the real query. */
    String replaceByReal() {
        return createReal("CREATE OR REPLACE");
    }

    /** CREATE OR REPLACE VIEW with the dummy query. */
    String replaceByDummy() {
        return createDummy("CREATE OR REPLACE");
    }

    /** The query without its semicolon, so that something may follow ({@code createViewAsClause}). */
    String query() {
        String query = Objects.requireNonNullElse(view.details().body().viewDefinition(), "");
        return query.endsWith(";") ? query.substring(0, query.length() - 1) : query;
    }

    private String createReal(String create) {
        Relation relation = view.details();
        StringBuilder out = new StringBuilder(create + " VIEW " + quoting.qualified(view));
        if (!relation.options().isEmpty()) {
            out.append(" WITH (")
                    .append(RelOptions.text(relation.options(), "", quoting))
                    .append(')');
        }
        out.append(" AS\n").append(query());
        if (relation.checkOption() != null) {
            out.append("\n  WITH ").append(relation.checkOption()).append(" CHECK OPTION");
        }
        return out.append(";\n").toString();
    }

    private String createDummy(String create) {
        return create + " VIEW " + quoting.qualified(view) + " AS\n" + dummyQuery() + ";\n";
    }

    /** NULLs of the view's column names, types and collations ({@code createDummyViewAsClause}). */
    private String dummyQuery() {
        StringJoiner columns = new StringJoiner(",", "SELECT", "");
        for (Attribute attribute : view.details().attributes()) {
            // CREATE OR REPLACE VIEW will not change a column's collation.
            columns.add("\n    NULL::" + attribute.type() + collate(attribute, quoting) + " AS "
                    + quoting.id(attribute.name()));
        }
        return columns.toString();
    }

    /** The COLLATE clause of a column, or nothing where the collation is the type's own. */
    static String collate(Attribute attribute, Quoting quoting) {
        Attribute.CollationName collation = attribute.collation();
        return collation == null ? "" : " COLLATE " + quoting.qualified(collation.namespace(), collation.name());
    }
}
