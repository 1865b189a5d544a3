package dev.dbsnapshot.doctor;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.connect.Session;
import java.util.List;
import java.util.Objects;

/**
 * What a role may do in a database, read in one query. Names are as SQL says them. Immutable.
 *
 * @param role the role
 * @param database the database
 * @param owner who owns it
 * @param bytes its size
 * @param tables how many tables of users there are
 * @param closedSchemas schemas that the role may not use
 * @param unreadable tables, materialized views and sequences that it may not read
 * @param hidden tables some of whose rows policies hide from it
 * @param closedObjects how many large objects it may not read
 * @param foreignObjects how many large objects it does not own
 * @param foreign tables and sequences that it does not own
 * @param owners who owns those, but for superusers, whose rights nobody should be given
 * @param handovers statements that give it those that superusers own
 * @param unreadableSchemas the schemas of what it may not read
 * @param createsSchemas whether it may make schemas in the database
 * @param createsInPublic whether it may make objects in schema public
 * @param createsDatabases whether it may make databases
 * @param ownsDatabase whether it owns the database
 */
record Rights(
        String role,
        String database,
        String owner,
        long bytes,
        long tables,
        List<String> closedSchemas,
        List<String> unreadable,
        List<String> hidden,
        long closedObjects,
        long foreignObjects,
        List<String> foreign,
        List<String> owners,
        List<String> handovers,
        List<String> unreadableSchemas,
        boolean createsSchemas,
        boolean createsInPublic,
        boolean createsDatabases,
        boolean ownsDatabase) {

    private static final String SQL = """
        WITH own AS (
            SELECT c.oid, c.relkind, c.relowner, c.relnamespace, n.nspname,
                pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
                pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS open
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm', 'S') AND c.relpersistence <> 't'
                AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
        ), foreign_tables AS (SELECT * FROM own WHERE NOT pg_catalog.pg_has_role(relowner, 'USAGE'))
        SELECT pg_catalog.format('%I', current_user) AS quoted,
            pg_catalog.format('%I', d.datname) AS database,
            pg_catalog.format('%I', pg_catalog.pg_get_userbyid(d.datdba)) AS owner,
            CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                THEN pg_catalog.pg_database_size(d.oid) ELSE 0 END AS bytes,
            (SELECT count(*) FROM own WHERE relkind IN ('r', 'p')) AS tables,
            ARRAY(SELECT DISTINCT pg_catalog.format('%I', nspname) FROM own WHERE NOT open ORDER BY 1) AS closed,
            ARRAY(SELECT name FROM own WHERE NOT open OR NOT CASE relkind
                WHEN 'S' THEN pg_catalog.has_sequence_privilege(oid, 'SELECT')
                ELSE pg_catalog.has_table_privilege(oid, 'SELECT') END ORDER BY 1) AS unreadable,
            ARRAY(SELECT name FROM own WHERE relkind IN ('r', 'p') AND pg_catalog.row_security_active(oid)
                ORDER BY 1) AS hidden,
            (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata l
                WHERE NOT pg_catalog.pg_has_role(l.lomowner, 'USAGE')
                AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(l.lomacl) a WHERE a.privilege_type = 'SELECT'
                    AND (a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE')))) AS closed_objects,
            (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata
                WHERE NOT pg_catalog.pg_has_role(lomowner, 'USAGE')) AS foreign_objects,
            ARRAY(SELECT name FROM foreign_tables ORDER BY 1) AS foreign,
            ARRAY(SELECT DISTINCT pg_catalog.format('%I', r.rolname) FROM foreign_tables f
                JOIN pg_catalog.pg_roles r ON r.oid = f.relowner WHERE NOT r.rolsuper ORDER BY 1) AS owners,
            ARRAY(SELECT pg_catalog.format('ALTER %s %s OWNER TO %I', CASE f.relkind WHEN 'S' THEN 'SEQUENCE'
                    WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, f.name, current_user)
                FROM foreign_tables f JOIN pg_catalog.pg_roles r ON r.oid = f.relowner
                WHERE r.rolsuper AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE f.relkind = 'S'
                    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = f.oid
                    AND d.deptype IN ('a', 'i'))
                ORDER BY 1) AS handovers,
            ARRAY(SELECT DISTINCT pg_catalog.format('%I', nspname) FROM own WHERE NOT open OR NOT CASE relkind
                WHEN 'S' THEN pg_catalog.has_sequence_privilege(oid, 'SELECT')
                ELSE pg_catalog.has_table_privilege(oid, 'SELECT') END ORDER BY 1) AS unreadable_schemas,
            pg_catalog.has_database_privilege(d.oid, 'CREATE') AS creates_schemas,
            coalesce((SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace
                WHERE nspname = 'public'), true) AS creates_in_public,
            (SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user) AS creates_databases,
            pg_catalog.pg_has_role(d.datdba, 'USAGE') AS owns
        FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
        """;

    static Rights read(Session session) {
        return session.query(
                        SQL,
                        row -> new Rights(
                                row.text("quoted"),
                                row.text("database"),
                                row.text("owner"),
                                row.bigint("bytes"),
                                row.bigint("tables"),
                                names(row, "closed"),
                                names(row, "unreadable"),
                                names(row, "hidden"),
                                row.bigint("closed_objects"),
                                row.bigint("foreign_objects"),
                                names(row, "foreign"),
                                names(row, "owners"),
                                names(row, "handovers"),
                                names(row, "unreadable_schemas"),
                                row.bool("creates_schemas"),
                                row.bool("creates_in_public"),
                                row.bool("creates_databases"),
                                row.bool("owns")))
                .get(0);
    }

    private static List<String> names(Row row, String column) {
        return row.array(column).stream().map(Objects::requireNonNull).toList();
    }
}
