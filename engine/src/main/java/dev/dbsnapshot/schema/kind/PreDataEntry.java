package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import org.jspecify.annotations.Nullable;

/** What surrounds the DDL of kinds whose objects are one entry before all data, and a comment. */
final class PreDataEntry {

    private PreDataEntry() {}

    /**
     * Writes an object's own entry and its comment.
     *
     * @param desc what the entry, COMMENT ON and DROP call the kind
     * @param commentName what COMMENT ON calls the object, quoted, without schema
     * @param owner whose it is, {@code null} for kinds without owners
     */
    static void write(
            SchemaObject<?> object,
            String desc,
            String commentName,
            @Nullable String owner,
            String definition,
            String drop,
            EntryWriter out) {
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, desc, Section.PRE_DATA)
                    .owner(owner)
                    .defn(definition)
                    .dropStmt(drop)
                    .build());
        }
        // Comments on what has no owner have the empty one.
        out.comment(object, desc, commentName, object.namespace(), owner == null ? "" : owner);
    }

    /** The same for objects that DROP and COMMENT ON know by their plain name. */
    static void write(SchemaObject<?> object, String desc, @Nullable String owner, String definition, EntryWriter out) {
        Quoting quoting = out.quoting();
        String drop = "DROP " + desc + " " + quoting.qualified(object) + ";\n";
        write(object, desc, quoting.id(object.name()), owner, definition, drop, out);
    }
}
