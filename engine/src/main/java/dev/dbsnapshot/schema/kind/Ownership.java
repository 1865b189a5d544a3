package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.SchemaObject;
import org.jspecify.annotations.Nullable;

/**
 * Whose an object is and who may use it.
 *
 * @param owner the owner's name
 * @param acl the privileges as an aclitem[] literal, or {@code null} where the catalog has NULL
 * @param defaultAcl what {@code acldefault()} gives for the type and the owner
 */
record Ownership(String owner, @Nullable String acl, String defaultAcl) {

    /** Takes the columns {@code owner}, {@code acl} and {@code acldefault}. */
    static Ownership of(Row row) {
        return new Ownership(row.text("owner"), row.textOrNull("acl"), row.text("acldefault"));
    }

    /** Writes the privileges on an object. */
    void writeAcl(SchemaObject<?> object, String type, String quotedName, EntryWriter out) {
        out.acl(object, new EntryWriter.AclTarget(type, quotedName, null, object.namespace(), owner, acl, defaultAcl));
    }
}
