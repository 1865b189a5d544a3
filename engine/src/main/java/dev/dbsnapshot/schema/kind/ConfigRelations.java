package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Relations of extensions whose rows are the user's ({@code pg_extension_config_dump}, {@code processExtensionTables}):
 * CREATE EXTENSION makes them, so that only the rows are dumped.
 *
 * @param conditions the WHERE clause of each, or {@code ""}, by OID
 */
record ConfigRelations(Map<Long, String> conditions) {

    static ConfigRelations of(Database database) {
        Map<Long, String> conditions = new HashMap<>();
        for (SchemaObject<Extensions.Extension> extension : database.all(Extensions.Extension.class)) {
            List<Long> relations = extension.details().configRelations();
            for (int i = 0; i < relations.size(); i++) {
                if (extension.dumps(Component.DEFINITION) || isInDumpedNamespace(relations.get(i), database)) {
                    conditions.putIfAbsent(
                            relations.get(i),
                            extension.details().configConditions().get(i));
                }
            }
        }
        return new ConfigRelations(conditions);
    }

    private static boolean isInDumpedNamespace(long oid, Database database) {
        SchemaObject<Relation> relation = database.find(Relation.class, oid);
        SchemaObject<?> namespace = relation == null ? null : database.namespaceOf(relation);
        return namespace != null && namespace.dumps(Component.DATA);
    }

    boolean includes(SchemaObject<Relation> relation) {
        return conditions.containsKey(relation.catalogId().oid());
    }

    /** Which rows are the user's, or {@code ""} for all. */
    String condition(SchemaObject<Relation> relation) {
        return conditions.getOrDefault(relation.catalogId().oid(), "");
    }
}
