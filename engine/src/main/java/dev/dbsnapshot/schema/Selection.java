package dev.dbsnapshot.schema;

import java.util.EnumSet;

/**
 * What of a database is wanted: everything, with or without privileges. Here stand the rules that all kinds share
 * ({@code checkExtensionMembership}, {@code selectDumpableObject}); a rule of one kind alone stands in that kind's
 * file. Immutable.
 */
public final class Selection {

    /** Everything but privileges, as {@code pg_dump --no-owner --no-privileges}. */
    public static final Selection EVERYTHING = new Selection(false);

    private final boolean privileges;

    private Selection(boolean privileges) {
        this.privileges = privileges;
    }

    /** The same, with or without GRANTs. */
    public Selection withPrivileges(boolean value) {
        return new Selection(value);
    }

    /** Whether nothing was asked for by name, so that objects in no schema are wanted too ({@code include_everything}). */
    public boolean includesEverything() {
        return true;
    }

    /** Whether GRANTs are wanted. */
    public boolean includesPrivileges() {
        return privileges;
    }

    /**
     * Decides on an object that belongs to an extension ({@code checkExtensionMembership}): it comes with the extension,
     * so of itself only what was changed since is dumped.
     *
     * @return whether it belongs to an extension, so that the decision is made
     */
    public boolean selectExtensionMember(SchemaObject<?> object, Database database) {
        SchemaObject<?> extension = database.extensionOf(object.catalogId());
        if (extension == null) {
            return false;
        }
        object.setExtensionMember(true);
        object.dependOn(extension);
        object.dump().clear();
        if (extension.dumpContains().contains(Component.ACL)) {
            object.dump().add(Component.ACL);
        }
        return true;
    }

    /** Decides on an object of a kind without rules of its own ({@code selectDumpableObject}). */
    public void select(SchemaObject<?> object, Database database) {
        if (selectExtensionMember(object, database)) {
            return;
        }
        object.dump().clear();
        SchemaObject<?> namespace = database.namespaceOf(object);
        if (namespace != null) {
            object.dump().addAll(namespace.dumpContains());
        } else if (includesEverything()) {
            object.dump().addAll(EnumSet.allOf(Component.class));
        }
    }
}
