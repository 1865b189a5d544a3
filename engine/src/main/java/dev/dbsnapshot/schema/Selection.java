package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.NamedObjects.Sort;
import java.util.EnumSet;

/**
 * What of a database is wanted. Here stand the rules that all kinds share ({@code checkExtensionMembership}, {@code
 * selectDumpableObject}) and those that need what was named; a rule of one kind alone stands in that kind's file.
 * Immutable.
 */
public final class Selection {

    /** Everything but privileges, as {@code pg_dump --no-owner --no-privileges}. */
    public static final Selection EVERYTHING = new Selection(DumpOptions.DEFAULT, NamedObjects.NONE);

    private final DumpOptions options;
    private final NamedObjects named;

    private Selection(DumpOptions options, NamedObjects named) {
        this.options = options;
        this.named = named;
    }

    /**
     * Finds what the options name, in a constant number of queries.
     *
     * @throws dev.dbsnapshot.api.SnapshotException (USAGE) if they contradict each other, or name what is not there
     */
    public static Selection of(Session session, DumpOptions options) {
        options.check();
        return new Selection(options, NamedObjects.find(session, options));
    }

    /** The same, with or without GRANTs. */
    public Selection withPrivileges(boolean value) {
        return new Selection(value ? options.with(DumpFlag.PRIVILEGES) : options.without(DumpFlag.PRIVILEGES), named);
    }

    /** What was asked for. */
    public DumpOptions options() {
        return options;
    }

    /** Whether an option is on. */
    public boolean has(DumpFlag flag) {
        return options.has(flag);
    }

    /** Whether nothing was asked for by name, so that objects in no schema are wanted too ({@code include_everything}). */
    public boolean includesEverything() {
        return options.includesEverything();
    }

    /** Whether GRANTs are wanted. */
    public boolean includesPrivileges() {
        return has(DumpFlag.PRIVILEGES);
    }

    /** Whether large objects are wanted: selecting by name leaves them out unless they are asked for. */
    public boolean includesLargeObjects() {
        return has(DumpFlag.LARGE_OBJECTS)
                || (includesEverything() && !has(DumpFlag.SCHEMA_ONLY) && !has(DumpFlag.NO_LARGE_OBJECTS));
    }

    /** Whether tables were asked for by name, so that no schema is wanted as a whole. */
    public boolean namesTables() {
        return named.includesAny(Sort.TABLE);
    }

    /** Whether schemas were asked for by name. */
    public boolean namesSchemas() {
        return named.includesAny(Sort.SCHEMA);
    }

    /** Whether this schema was asked for by name. */
    public boolean includesSchema(long oid) {
        return named.includes(Sort.SCHEMA, oid);
    }

    /** Whether this schema was excluded by name. */
    public boolean excludesSchema(long oid) {
        return named.excludes(Sort.SCHEMA, oid);
    }

    /** Whether this relation was asked for by name. */
    public boolean includesTable(long oid) {
        return named.includes(Sort.TABLE, oid);
    }

    /** Whether this relation of a user's schema is wanted; what belongs to an extension is left to the extension. */
    public boolean includesTable(long oid, long namespaceOid) {
        boolean wanted = namesTables()
                ? includesTable(oid)
                : (!namesSchemas() || includesSchema(namespaceOid)) && !excludesSchema(namespaceOid);
        return wanted && !excludesTable(oid);
    }

    /** Whether this relation was excluded by name. */
    public boolean excludesTable(long oid) {
        return named.excludes(Sort.TABLE, oid);
    }

    /** Whether the rows of this relation were excluded by name. */
    public boolean excludesData(long oid) {
        return named.excludes(Sort.TABLE_DATA, oid);
    }

    /** Whether the rows of this server's foreign tables were asked for. */
    public boolean includesForeignData(long serverOid) {
        return named.includes(Sort.FOREIGN_SERVER, serverOid);
    }

    /** Whether names do not leave this extension out ({@code processExtensionTables}). */
    public boolean allowsExtension(long oid) {
        boolean named = !this.named.includesAny(Sort.EXTENSION) || this.named.includes(Sort.EXTENSION, oid);
        return named && !this.named.excludes(Sort.EXTENSION, oid);
    }

    /** Whether an extension that is not initdb's is wanted ({@code selectDumpableExtension}). */
    public boolean includesExtension(long oid) {
        return allowsExtension(oid) && (includesEverything() || named.includesAny(Sort.EXTENSION));
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

    /**
     * Refuses what pg_dump would dump if a pattern matches it: the system's own catalogs, which no server could
     * restore.
     */
    public static void refuseSystem(String plural, String schema) {
        if (schema.startsWith("pg_") || schema.equals("information_schema")) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "the patterns of " + plural + " to include match the system schema " + schema
                            + ", which cannot be restored anywhere: name user schemas only, for example app.*");
        }
    }

    /** Decides on a relation ({@code selectDumpableTable}). */
    public void selectTable(SchemaObject<?> object, Database database) {
        select(object, database);
        if (object.isExtensionMember()) {
            return;
        }
        long oid = object.catalogId().oid();
        if (namesTables()) {
            object.dump().clear();
            if (includesTable(oid) && !excludesTable(oid)) {
                refuseSystem("tables", String.valueOf(object.namespace()));
                object.dump().addAll(EnumSet.allOf(Component.class));
            }
        }
        if (excludesTable(oid)) {
            object.dump().clear();
        }
    }
}
