package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaObject;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds share whose objects belong to a table: which tables their queries look at, and how such an object
 * finds its table.
 */
final class UserTables {

    /**
     * Joins {@code pg_class} (as {@code rel}) and its namespace to a column with a relation's OID. Temporary tables, TOAST
     * tables and what initdb made are left out before any function renders something of them.
     */
    static final String JOIN = """
            JOIN pg_catalog.pg_class rel ON (rel.oid = %s AND rel.oid >= 16384)
            JOIN pg_catalog.pg_namespace nsp ON (nsp.oid = rel.relnamespace
              AND nsp.nspname !~ '^pg_' AND nsp.nspname <> 'information_schema')
            """;

    private UserTables() {}

    /** The join for this column. */
    static String join(String relationColumn) {
        return JOIN.formatted(relationColumn);
    }

    /** The table that a row names, if its definition is dumped. */
    static @Nullable SchemaObject<Relation> dumpedTable(Row row, String column, Database database) {
        SchemaObject<Relation> table = database.find(Relation.class, row.oid(column));
        return table != null && table.dumps(Component.DEFINITION) ? table : null;
    }
}
