package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.SchemaObject;

/**
 * A column's default or generation expression (pg_dump's {@code AttrDefInfo}).
 *
 * @param table the relation
 * @param number the column's number
 * @param expression the expression as {@code pg_get_expr()} writes it
 */
public record AttributeDefault(SchemaObject<Relation> table, int number, String expression) {

    /** The column. */
    public Attribute attribute() {
        return table.details().attribute(number);
    }
}
