package dev.dbsnapshot.schema;

import java.util.List;

/**
 * A loop in the dependency graph: each member depends on the next one, and the last on the first.
 *
 * @param members the objects of the loop
 * @param database where they come from; it has the section boundaries
 */
public record Loop(List<SchemaObject<?>> members, Database database) {

    public int size() {
        return members.size();
    }

    public SchemaObject<?> get(int index) {
        return members.get(index);
    }

    /** The member that follows, after the last the first. */
    public SchemaObject<?> after(int index) {
        return members.get((index + 1) % members.size());
    }
}
