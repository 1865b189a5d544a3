package dev.dbsnapshot.schema;

import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Where kinds put their entries while the archive's table of contents is made, in final order. Not thread-safe. */
public interface EntryWriter {

    /** The model that the entries come from. */
    Database database();

    /** How names and literals are written. */
    default Quoting quoting() {
        return database().catalog().quoting();
    }

    /** The major version whose pg_dump writes such texts: the server's own, unless an older one was asked for. */
    default int major() {
        return database().catalog().archiveMajor();
    }

    /**
     * Starts the object's own entry: its dump id, its catalog id and its namespace are filled in; everything else is
     * for the caller to set. Nothing is written before {@link #add(TocEntry)}.
     */
    default TocEntry.Builder entry(SchemaObject<?> object, String desc, Section section) {
        return TocEntry.builder(object.dumpId(), desc, section)
                .catalogId(object.catalogId().tableOid(), object.catalogId().oid())
                .namespace(object.namespace())
                .tag(object.name());
    }

    /** Writes an entry. An empty list of dependencies is later filled from the graph, as pg_dump does it. */
    void add(TocEntry entry);

    /** Writes an entry with data. */
    void add(TocEntry entry, MemberSource source);

    /**
     * Writes the COMMENT entry if there is a comment and comments of the object are dumped ({@code dumpComment}).
     *
     * @param object whose entry the comment depends on
     * @param target what the comment is about
     */
    void comment(SchemaObject<?> object, CommentTarget target);

    /** The comment on the object itself: {@code COMMENT ON type namespace.quotedName}. */
    default void comment(
            SchemaObject<?> object,
            String type,
            String quotedName,
            @Nullable String namespace,
            @Nullable String owner) {
        comment(object, new CommentTarget(object.catalogId(), 0, type, quotedName, namespace, owner, null));
    }

    /**
     * Writes the ACL entry if privileges are wanted and differ from the initial ones ({@code dumpACL}).
     *
     * @param object whose entry the privileges depend on
     * @param target whose privileges they are
     */
    void acl(SchemaObject<?> object, AclTarget target);

    /**
     * Writes the ACL entries of a table or sequence and of its columns.
     *
     * @param table whose entry the privileges depend on; those of columns depend on the ACL entry of the table too
     * @param target the table
     * @param columns its columns that have privileges of their own
     */
    void tableAcl(SchemaObject<?> table, AclTarget target, List<ColumnAcl> columns);

    /**
     * Whether the privileges on a table or on one of its columns are others than the initial ones.
     *
     * @param table the table
     * @param target the table
     * @param columns its columns that have privileges of their own
     */
    boolean changesTableAcl(SchemaObject<?> table, AclTarget target, List<ColumnAcl> columns);

    /**
     * The statements that change what is granted on objects that a role creates later ({@code buildDefaultACLCommands}).
     *
     * @param role whose objects they are
     * @param namespace the schema of the objects, or {@code null} for all
     * @param type what they are, for example {@code TABLES}
     * @param base the privileges that would be granted otherwise, as an aclitem[] literal
     * @param acl the privileges that are granted, as an aclitem[] literal
     */
    String defaultPrivileges(String role, @Nullable String namespace, String type, String base, String acl);

    /**
     * Writes the SECURITY LABEL entries of an object ({@code dumpSecLabel}).
     *
     * @param object whose entry the labels depend on
     * @param about whose labels they are
     * @param type the type as SECURITY LABEL ON says it
     * @param quotedName the name, quoted, without schema
     */
    void securityLabel(
            SchemaObject<?> object,
            CatalogId about,
            String type,
            String quotedName,
            @Nullable String namespace,
            @Nullable String owner);

    /** The labels of the object itself. */
    default void securityLabel(
            SchemaObject<?> object,
            String type,
            String quotedName,
            @Nullable String namespace,
            @Nullable String owner) {
        securityLabel(object, object.catalogId(), type, quotedName, namespace, owner);
    }

    /**
     * Writes the SECURITY LABEL entry of a table and its columns ({@code dumpTableSecLabel}).
     *
     * @param table whose entry the labels depend on
     * @param type the type as SECURITY LABEL ON says it
     * @param columnName the name of a column by its number, unquoted
     */
    void tableSecurityLabel(SchemaObject<?> table, String type, @Nullable String owner, IntFunction<String> columnName);

    /** All comments on this identity and its columns, by {@code objsubid}; empty where there are none. */
    SortedMap<Integer, String> comments(CatalogId about);

    /**
     * What a comment is about.
     *
     * @param about whose comment in {@code pg_description} it is
     * @param subId {@code pg_description.objsubid}
     * @param type the type as COMMENT ON says it, for example {@code FUNCTION}
     * @param quotedName the name as COMMENT ON says it, quoted, without schema; also in the entry's tag
     * @param namespace the schema in the entry and in front of the name, unquoted, or {@code null}
     * @param owner the owner in the entry
     * @param initdbComment the comment that initdb gave the object and that is left out, or {@code null}
     */
    record CommentTarget(
            CatalogId about,
            int subId,
            String type,
            String quotedName,
            @Nullable String namespace,
            @Nullable String owner,
            @Nullable String initdbComment) {}

    /**
     * Whose privileges an ACL entry grants; the words are those of {@code dumpACL}.
     *
     * @param type the type as GRANT says it, for example {@code TABLE}
     * @param quotedName the name, quoted, without schema
     * @param tag the entry's tag where it is not {@code type quotedName}, or {@code null}
     * @param namespace the schema, unquoted, or {@code null}
     * @param owner the owner
     * @param acl the privileges as an aclitem[] literal, or {@code null} where the catalog has NULL
     * @param defaultAcl what {@code acldefault()} gives for the type and the owner
     */
    record AclTarget(
            String type,
            String quotedName,
            @Nullable String tag,
            @Nullable String namespace,
            String owner,
            @Nullable String acl,
            String defaultAcl) {

        /** The same with other privileges. */
        AclTarget withAcl(@Nullable String value) {
            return new AclTarget(type, quotedName, tag, namespace, owner, value, defaultAcl);
        }
    }

    /**
     * The privileges on a column.
     *
     * @param number its number, less than 0 for a system column
     * @param name its name, unquoted
     * @param acl the privileges as an aclitem[] literal, or {@code null} where the catalog has NULL
     */
    record ColumnAcl(int number, String name, @Nullable String acl) {}
}
