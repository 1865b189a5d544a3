package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;

/** What the kinds of types have in common: which rows of {@code pg_type} are whose, and what surrounds the DDL. */
final class TypeRows {

    /** OID of {@code pg_type}, fixed since its beginning. */
    static final long TYPE_RELATION_ID = 1247;

    /** OID of {@code pg_class}, fixed since its beginning. */
    static final long RELATION_RELATION_ID = 1259;

    /** An array type that came with its element type; pg_dump, too, asks for the underscore in its name. */
    static final String IS_ARRAY = """
        (t.typname[0] = '_' AND t.typelem <> 0
         AND (SELECT e.typarray FROM pg_catalog.pg_type e WHERE e.oid = t.typelem) = t.oid)\
        """;

    private TypeRows() {}

    /**
     * A query over {@code pg_type t}.
     *
     * @param columns more columns, each with a comma in front
     * @param joins more tables
     * @param where which types
     */
    static String query(String columns, String joins, String where) {
        return """
            SELECT t.tableoid, t.oid, n.nspname, t.typname AS name,
                   pg_catalog.pg_get_userbyid(t.typowner) AS owner,
                   t.typacl AS acl, pg_catalog.acldefault('T', t.typowner) AS acldefault%s
            FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            %s
            WHERE (t.oid >= %s OR t.typacl IS NOT NULL) AND %s
            ORDER BY t.oid\
            """.formatted(columns, joins, ObjectRows.FIRST_NORMAL_OBJECT_ID, where);
    }

    /** A type that stands for itself: neither a shell type nor one that comes with another object ({@code DO_TYPE}). */
    static boolean isType(SchemaObject<?> object) {
        return object.catalogId().tableOid() == TYPE_RELATION_ID && !(object.kind() instanceof DummyTypes);
    }

    /** The catalog id of the {@code pg_class} row behind a composite type. */
    static CatalogId relation(long oid) {
        return new CatalogId(RELATION_RELATION_ID, oid);
    }

    /**
     * Writes a type's own entry, comment, security label and privileges.
     *
     * @param desc {@code TYPE} or {@code DOMAIN}
     */
    static void write(
            SchemaObject<?> type, Ownership owner, String desc, String definition, String drop, EntryWriter out) {
        String name = out.quoting().id(type.name());
        if (type.dumps(Component.DEFINITION)) {
            out.add(out.entry(type, desc, Section.PRE_DATA)
                    .owner(owner.owner())
                    .defn(definition)
                    .dropStmt(drop)
                    .build());
        }
        out.comment(type, desc, name, type.namespace(), owner.owner());
        out.securityLabel(type, desc, name, type.namespace(), owner.owner());
        owner.writeAcl(type, "TYPE", name, out);
    }
}
