package dev.dbsnapshot.schema;

import dev.dbsnapshot.connect.Row;

/** What pg_depend says about the objects that were read ({@code getDependencies}). */
final class Dependencies {

    /**
     * Members of operator families are no objects of their own, so that what they need is needed by the family. The
     * text is as good as that of pg_dump's query because the order of rows that its ORDER BY leaves open is the order of
     * dependencies in the archive.
     */
    static final String QUERY = """
        SELECT classid, objid, refclassid, refobjid, deptype
        FROM pg_depend
        WHERE deptype != 'p' AND deptype != 'e'
        UNION ALL
        SELECT 'pg_opfamily'::regclass AS classid, amopfamily AS objid, refclassid, refobjid, deptype
        FROM pg_depend d, pg_amop o
        WHERE deptype NOT IN ('p', 'e', 'i')
          AND classid = 'pg_amop'::regclass AND objid = o.oid
          AND NOT (refclassid = 'pg_opfamily'::regclass AND amopfamily = refobjid)
        UNION ALL
        SELECT 'pg_opfamily'::regclass AS classid, amprocfamily AS objid, refclassid, refobjid, deptype
        FROM pg_depend d, pg_amproc p
        WHERE deptype NOT IN ('p', 'e', 'i')
          AND classid = 'pg_amproc'::regclass AND objid = p.oid
          AND NOT (refclassid = 'pg_opfamily'::regclass AND amprocfamily = refobjid)
        ORDER BY 1, 2\
        """;

    private final Database database;

    private Dependencies(Database database) {
        this.database = database;
    }

    static void read(ReadAhead answers, Database database) {
        Dependencies dependencies = new Dependencies(database);
        answers.forEach(QUERY, dependencies::link);
    }

    private void link(Row row) {
        SchemaObject<?> object = database.find(new CatalogId(row.oid("classid"), row.oid("objid")));
        SchemaObject<?> needed = database.find(new CatalogId(row.oid("refclassid"), row.oid("refobjid")));
        if (object == null || needed == null) {
            // Not everything in pg_depend is an object of a dump, TOAST tables for example.
            return;
        }
        char type = row.character("deptype");
        if (type == 'x') {
            object.setDependsOnExtension(true);
        }
        if (type == 'i' && object.priority() == Priority.TABLE && needed.priority() == Priority.TYPE) {
            // pg_depend lets a composite type's relation depend on the type, which is right for DROP only.
            needed.dependOn(object);
        } else {
            object.dependOn(needed);
        }
    }
}
