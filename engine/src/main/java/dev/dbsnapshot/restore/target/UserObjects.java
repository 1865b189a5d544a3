package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.Queries;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds everything in a database that initdb did not make: what has an OID from 16384 on ({@code FirstNormalObjectId}),
 * is no member of an extension and does not go with something else. One query, in the order in which it is dropped:
 * event triggers first, so that they do not fire, then indexes that cannot go together with their operator class, then
 * schemas with all that is in them, then what lives in schemas that
 * stay ({@code public}, {@code pg_catalog}), and what lives in none.
 */
public final class UserObjects {

    private UserObjects() {}

    /**
     * Lists them.
     *
     * @param keptSchemas schemas that must stay besides {@code public}, because something stays in them
     * @param keptExtensions extensions that stay
     */
    public static List<UserObject> read(Queries session, Set<String> keptSchemas, Set<String> keptExtensions) {
        String kept = literals(keptSchemas);
        List<String> parts = new ArrayList<>();
        parts.addAll(databaseLevel(kept, literals(keptExtensions)));
        parts.addAll(inStayingSchemas());
        parts.addAll(last());
        StringBuilder sql =
                new StringBuilder("""
                    WITH staying AS (
                        SELECT oid, nspname, nspowner, pg_catalog.pg_has_role(nspowner, 'USAGE') AS owned
                        FROM pg_catalog.pg_namespace
                        WHERE nspname IN ('public', 'pg_catalog', 'information_schema'\
                    """).append(kept.isEmpty() ? "" : ", " + kept).append("))\n");
        for (int i = 0; i < parts.size(); i++) {
            sql.append(i == 0 ? "" : "UNION ALL\n").append("SELECT ").append(i).append(" AS step, x.* FROM (");
            sql.append(parts.get(i)).append(") AS x (noun, name, droppable, drop)\n");
        }
        sql.append("ORDER BY step, name");
        return session.query(
                sql.toString(),
                row -> new UserObject(row.text("noun"), row.text("name"), row.bool("droppable"), row.text("drop")));
    }

    private static List<String> databaseLevel(String keptSchemas, String keptExtensions) {
        String schemas = keptSchemas.isEmpty() ? "" : " AND o.nspname NOT IN (" + keptSchemas + ")";
        String extensions = keptExtensions.isEmpty() ? "" : " AND o.extname NOT IN (" + keptExtensions + ")";
        return List.of(
                global("pg_event_trigger", "event trigger", "evtname", "evtowner", "EVENT TRIGGER", ""),
                indexesWithOperatorClassOptions(),
                global("pg_publication", "publication", "pubname", "pubowner", "PUBLICATION", ""),
                """
                SELECT 'subscription', pg_catalog.format('%I', o.subname), pg_catalog.pg_has_role(o.subowner, 'USAGE'),
                    pg_catalog.format('DROP SUBSCRIPTION %I CASCADE', o.subname)
                FROM pg_catalog.pg_subscription o
                WHERE o.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                """,
                """
                    SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                                WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = o.oid
                                    AND d.classid NOT IN ('pg_catalog.pg_default_acl'::pg_catalog.regclass,
                                        'pg_catalog.pg_extension'::pg_catalog.regclass)
                                    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = d.classid
                                        AND e.objid = d.objid AND e.deptype = 'e'))
                            THEN 'schema' ELSE 'empty schema' END,
                        pg_catalog.format('%I', o.nspname), pg_catalog.pg_has_role(o.nspowner, 'USAGE'),
                        pg_catalog.format('DROP SCHEMA IF EXISTS %I CASCADE', o.nspname)
                    FROM pg_catalog.pg_namespace o
                    WHERE o.nspname <> 'public' AND o.nspname !~ '^pg_' AND
                    """ + usersOwn("pg_namespace") + schemas,
                """
                    SELECT 'extension', pg_catalog.format('%I', o.extname), pg_catalog.pg_has_role(o.extowner, 'USAGE'),
                        pg_catalog.format('DROP EXTENSION IF EXISTS %I CASCADE', o.extname)
                    FROM pg_catalog.pg_extension o
                    WHERE o.extname <> 'plpgsql'
                    """ + extensions,
                global(
                        "pg_foreign_data_wrapper",
                        "foreign-data wrapper",
                        "fdwname",
                        "fdwowner",
                        "FOREIGN DATA WRAPPER",
                        ""),
                global("pg_foreign_server", "server", "srvname", "srvowner", "SERVER", ""));
    }

    // DROP ... CASCADE of an extension or a schema that holds an operator class fails in the server ("operator class
    // ...
    // has no options") if an index that gives the class options goes with it.
    private static String indexesWithOperatorClassOptions() {
        return """
            SELECT 'index', pg_catalog.format('%I.%I', n.nspname, o.relname),
                pg_catalog.pg_has_role(o.relowner, 'USAGE') OR pg_catalog.pg_has_role(n.nspowner, 'USAGE'),
                CASE WHEN c.oid IS NULL THEN pg_catalog.format('DROP INDEX IF EXISTS %I.%I CASCADE', n.nspname, o.relname)
                    ELSE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE',
                        c.conrelid::pg_catalog.regclass, c.conname) END
            FROM pg_catalog.pg_class o JOIN pg_catalog.pg_namespace n ON n.oid = o.relnamespace
            LEFT JOIN pg_catalog.pg_constraint c ON c.conindid = o.oid AND c.contype IN ('p', 'u', 'x')
            WHERE o.relkind IN ('i', 'I') AND o.oid >= 16384 AND NOT o.relispartition AND EXISTS (
                SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = o.oid AND a.attoptions IS NOT NULL)
            """;
    }

    private static List<String> inStayingSchemas() {
        return List.of(
                relation("table", "'r', 'p'", "TABLE"),
                relation("foreign table", "'f'", "FOREIGN TABLE"),
                relation("materialized view", "'m'", "MATERIALIZED VIEW"),
                relation("view", "'v'", "VIEW"),
                relation("sequence", "'S'", "SEQUENCE"),
                inSchema("pg_type", "type", "typ", "pg_catalog.format('%I.%I', s.nspname, o.typname)", "TYPE", """
                     AND o.typtype <> 'm'
                    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)
                    AND (o.typrelid = 0
                        OR (SELECT r.relkind FROM pg_catalog.pg_class r WHERE r.oid = o.typrelid) = 'c')
                    """),
                inSchema("pg_proc", "function", "pro", "o.oid::pg_catalog.regprocedure::text", "ROUTINE", ""),
                inSchema("pg_operator", "operator", "opr", "o.oid::pg_catalog.regoperator::text", "OPERATOR", ""),
                inSchema("pg_opclass", "operator class", "opc", using("opcname", "opcmethod"), "OPERATOR CLASS", ""),
                inSchema("pg_opfamily", "operator family", "opf", using("opfname", "opfmethod"), "OPERATOR FAMILY", ""),
                named("pg_collation", "collation", "coll", "COLLATION"),
                named("pg_conversion", "conversion", "con", "CONVERSION"),
                named("pg_ts_config", "text search configuration", "cfg", "TEXT SEARCH CONFIGURATION"),
                named("pg_ts_dict", "text search dictionary", "dict", "TEXT SEARCH DICTIONARY"),
                unowned("pg_ts_template", "text search template", "tmpl", "TEXT SEARCH TEMPLATE"),
                unowned("pg_ts_parser", "text search parser", "prs", "TEXT SEARCH PARSER"),
                named("pg_statistic_ext", "statistics object", "stx", "STATISTICS"));
    }

    private static List<String> last() {
        return List.of(
                """
                    SELECT 'cast', c.name, c.droppable, 'DROP CAST IF EXISTS ' || c.name || ' CASCADE'
                    FROM (SELECT pg_catalog.format('(%s AS %s)', o.castsource::pg_catalog.regtype,
                            o.casttarget::pg_catalog.regtype) AS name,
                        EXISTS (SELECT 1 FROM pg_catalog.pg_type t WHERE t.oid IN (o.castsource, o.casttarget)
                            AND pg_catalog.pg_has_role(t.typowner, 'USAGE')) AS droppable
                        FROM pg_catalog.pg_cast o WHERE
                    """ + usersOwn("pg_cast") + ") c",
                """
                    SELECT 'transform', c.name, c.droppable, 'DROP TRANSFORM IF EXISTS ' || c.name || ' CASCADE'
                    FROM (SELECT pg_catalog.format('FOR %s LANGUAGE %I', o.trftype::pg_catalog.regtype, l.lanname) AS name,
                        EXISTS (SELECT 1 FROM pg_catalog.pg_type t WHERE t.oid = o.trftype
                            AND pg_catalog.pg_has_role(t.typowner, 'USAGE')) AS droppable
                        FROM pg_catalog.pg_transform o JOIN pg_catalog.pg_language l ON l.oid = o.trflang WHERE
                    """ + usersOwn("pg_transform") + ") c",
                global("pg_language", "language", "lanname", "lanowner", "LANGUAGE", ""),
                """
                    SELECT 'access method', pg_catalog.format('%I', o.amname),
                        (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
                        pg_catalog.format('DROP ACCESS METHOD IF EXISTS %I CASCADE', o.amname)
                    FROM pg_catalog.pg_am o WHERE
                    """ + usersOwn("pg_am"),
                """
                SELECT 'large objects', pg_catalog.count(*)::text,
                    pg_catalog.bool_and(pg_catalog.pg_has_role(o.lomowner, 'USAGE')),
                    'SELECT pg_catalog.count(pg_catalog.lo_unlink(oid)) FROM pg_catalog.pg_largeobject_metadata'
                FROM pg_catalog.pg_largeobject_metadata o
                HAVING pg_catalog.count(*) > 0
                """);
    }

    /** Made after initdb, and not by an extension; the alias is {@code o}. */
    private static String usersOwn(String catalog) {
        return "o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog."
                + catalog + "'::pg_catalog.regclass AND d.objid = o.oid AND d.deptype = 'e')";
    }

    private static String global(
            String catalog, String noun, String nameColumn, String ownerColumn, String keyword, String condition) {
        return "SELECT '" + noun + "', pg_catalog.format('%I', o." + nameColumn + "), pg_catalog.pg_has_role(o."
                + ownerColumn + ", 'USAGE'), pg_catalog.format('DROP " + keyword + " IF EXISTS %I CASCADE', o."
                + nameColumn + ") FROM pg_catalog." + catalog + " o WHERE " + usersOwn(catalog) + condition;
    }

    // A sequence of an identity column, or that a column owns, goes with its table.
    private static String relation(String noun, String kinds, String keyword) {
        return inSchema(
                "pg_class",
                noun,
                "rel",
                "pg_catalog.format('%I.%I', s.nspname, o.relname)",
                keyword,
                " AND o.relkind IN (" + kinds + ") AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"
                        + " WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = o.oid"
                        + " AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')"
                        + " AND o.relkind = 'S')");
    }

    private static String named(String catalog, String noun, String prefix, String keyword) {
        return inSchema(
                catalog, noun, prefix, "pg_catalog.format('%I.%I', s.nspname, o." + prefix + "name)", keyword, "");
    }

    private static String unowned(String catalog, String noun, String prefix, String keyword) {
        return "SELECT '" + noun + "', pg_catalog.format('%I.%I', s.nspname, o." + prefix + "name),"
                + " (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),"
                + " pg_catalog.format('DROP " + keyword + " IF EXISTS %I.%I CASCADE', s.nspname, o." + prefix + "name)"
                + " FROM pg_catalog." + catalog + " o JOIN staying s ON s.oid = o." + prefix + "namespace WHERE "
                + usersOwn(catalog);
    }

    private static String inSchema(
            String catalog, String noun, String prefix, String name, String keyword, String condition) {
        return "SELECT '" + noun + "', " + name + ", s.owned OR pg_catalog.pg_has_role(o." + prefix
                + "owner, 'USAGE'), 'DROP " + keyword + " IF EXISTS ' || " + name + " || ' CASCADE' FROM pg_catalog."
                + catalog + " o JOIN staying s ON s.oid = o." + prefix + "namespace WHERE "
                + usersOwn(catalog) + condition;
    }

    private static String using(String nameColumn, String methodColumn) {
        return "pg_catalog.format('%I.%I USING %I', s.nspname, o." + nameColumn
                + ", (SELECT amname FROM pg_catalog.pg_am WHERE oid = o." + methodColumn + "))";
    }

    private static String literals(Set<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add(SqlText.literal(name)));
        return String.join(", ", quoted);
    }
}
