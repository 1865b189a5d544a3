package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.List;

/**
 * ALTER DEFAULT PRIVILEGES of a database, but for those about schemas other than public, which a restore makes anew.
 */
final class DefaultPrivileges {

    /**
     * What is granted, and what the built-in default has but is not granted any more. Those in a schema add to the
     * global ones, so their base is nothing: NULL, as aclexplode refuses an empty array for having no dimension.
     */
    private static final String SQL = """
        WITH defaults AS (
            SELECT d.oid, d.defaclrole AS role, n.nspname, d.defaclobjtype AS kind, d.defaclacl AS acl,
                CASE WHEN d.defaclnamespace = 0 THEN pg_catalog.acldefault(
                    CASE WHEN d.defaclobjtype = 'S' THEN 's'::"char" ELSE d.defaclobjtype END, d.defaclrole) END AS base
            FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
            WHERE d.defaclnamespace = 0 OR n.nspname = 'public')
        SELECT pg_catalog.pg_get_userbyid(d.role) AS role, coalesce(d.nspname::pg_catalog.text, '') AS schema,
            CASE d.kind WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END AS kind,
            x.granted, CASE WHEN a.grantee = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee) END AS grantee,
            a.privilege_type, a.is_grantable
        FROM defaults d, LATERAL (VALUES (true, d.acl, d.base), (false, d.base, d.acl)) AS x (granted, has, lacks),
            LATERAL (SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(x.has)
                EXCEPT SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(x.lacks)) a
        ORDER BY d.oid, x.granted, 5, 6
        """;

    private DefaultPrivileges() {}

    /** Statements that make them in a database that has none. */
    static List<String> read(Session session) {
        List<String> statements = new ArrayList<>();
        session.query(SQL, row -> {
            String schema = row.text("schema").isEmpty() ? "" : " IN SCHEMA " + SqlText.id(row.text("schema"));
            String grantee = row.text("grantee").isEmpty() ? "PUBLIC" : SqlText.id(row.text("grantee"));
            boolean granted = row.bool("granted");
            statements.add("ALTER DEFAULT PRIVILEGES FOR ROLE " + SqlText.id(row.text("role")) + schema
                    + (granted ? " GRANT " : " REVOKE ") + row.text("privilege_type") + " ON " + row.text("kind")
                    + (granted ? " TO " : " FROM ") + grantee
                    + (granted && row.bool("is_grantable") ? " WITH GRANT OPTION" : ""));
            return 0;
        });
        return statements;
    }
}
