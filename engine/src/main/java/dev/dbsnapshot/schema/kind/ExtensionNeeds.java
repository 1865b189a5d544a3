package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.EntryWriter;
import java.util.List;

/** The extensions that an object DEPENDS ON, so that it goes when they go ({@code append_depends_on_extension}). */
final class ExtensionNeeds {

    private ExtensionNeeds() {}

    /**
     * A query for their names, as an array; pg_dump has no order either.
     *
     * @param catalog the object's catalog
     * @param oid the column with the object's OID
     */
    static String names(String catalog, String oid) {
        return """
            ARRAY(SELECT e.extname FROM pg_catalog.pg_depend d, pg_catalog.pg_extension e
              WHERE d.refobjid = e.oid AND d.classid = 'pg_catalog.%s'::pg_catalog.regclass
              AND d.objid = %s AND d.deptype = 'x'
              AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)\
            """.formatted(catalog, oid);
    }

    /** A query for the same of all objects of a catalog that depend on some: {@code objid}, {@code extensions}. */
    static String allNames(String catalog) {
        return """
            SELECT d.objid, pg_catalog.array_agg(e.extname ORDER BY d.ctid) AS extensions
              FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON d.refobjid = e.oid
              WHERE d.classid = 'pg_catalog.%s'::pg_catalog.regclass AND d.deptype = 'x'
              AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
              GROUP BY d.objid\
            """.formatted(catalog);
    }

    /**
     * The statements that follow the one that creates the object.
     *
     * @param keyword the kind of object as ALTER says it
     * @param name the object as ALTER names it, quoted and qualified
     */
    static String statements(String keyword, String name, List<String> extensions, EntryWriter out) {
        StringBuilder sql = new StringBuilder();
        for (String extension : extensions) {
            String alter = "ALTER " + keyword + " " + name + " DEPENDS ON EXTENSION "
                    + out.quoting().id(extension) + ";";
            // pg_dump of 17 and 18 puts the newline in front, that of 15 behind.
            sql.append(out.major() >= 16 ? "\n" + alter : alter + "\n");
        }
        return sql.toString();
    }
}
