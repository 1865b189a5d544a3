package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.restore.target.SqlText;

/**
 * The name of something in a schema.
 *
 * @param schema the schema
 * @param name its name in there
 */
record Name(String schema, String name) {

    /** As SQL says it. */
    String sql() {
        return SqlText.id(schema) + "." + SqlText.id(name);
    }

    /** As messages say it. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
