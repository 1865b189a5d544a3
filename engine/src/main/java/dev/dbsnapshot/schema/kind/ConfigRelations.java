package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.Selection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Relations of extensions whose rows are the user's ({@code pg_extension_config_dump}, {@code processExtensionTables}):
 * CREATE EXTENSION makes them, so that only the rows are dumped.
 *
 * @param selection what is wanted
 * @param conditions the WHERE clause of each, or {@code ""}, by OID
 */
record ConfigRelations(Selection selection, Map<Long, String> conditions) {

    static ConfigRelations of(Database database) {
        Map<Long, String> conditions = new HashMap<>();
        for (SchemaObject<Extensions.Extension> extension : database.all(Extensions.Extension.class)) {
            List<Long> relations = extension.details().configRelations();
            for (int i = 0; i < relations.size(); i++) {
                if (isWanted(extension, relations.get(i), database)) {
                    conditions.putIfAbsent(
                            relations.get(i),
                            extension.details().configConditions().get(i));
                }
            }
        }
        return new ConfigRelations(database.catalog().selection(), conditions);
    }

    private static boolean isWanted(SchemaObject<?> extension, long oid, Database database) {
        Selection selection = database.catalog().selection();
        SchemaObject<Relation> relation = database.find(Relation.class, oid);
        SchemaObject<?> namespace = relation == null ? null : database.namespaceOf(relation);
        return namespace != null
                && selection.allowsExtension(extension.catalogId().oid())
                && (extension.dumps(Component.DEFINITION)
                        || selection.includesTable(oid)
                        || namespace.dumps(Component.DATA))
                && !selection.excludesTable(oid)
                && !selection.excludesSchema(namespace.catalogId().oid());
    }

    /** Whether the rows of a relation are dumped, if it is one that has any ({@code makeTableDataInfo}). */
    boolean wantsData(SchemaObject<Relation> relation) {
        long oid = relation.catalogId().oid();
        boolean unlogged = relation.details().persistence() == 'u';
        return !selection.has(DumpFlag.SCHEMA_ONLY)
                && (relation.dumps(Component.DATA) || conditions.containsKey(oid))
                && !selection.excludesData(oid)
                && !(unlogged && selection.has(DumpFlag.NO_UNLOGGED_TABLE_DATA));
    }

    /** Which rows are the user's, or {@code ""} for all. */
    String condition(SchemaObject<Relation> relation) {
        return conditions.getOrDefault(relation.catalogId().oid(), "");
    }
}
