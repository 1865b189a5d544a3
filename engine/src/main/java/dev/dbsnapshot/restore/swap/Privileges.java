package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The privileges on an object, and the statements that give another one the same. Immutable.
 *
 * @param owner the object's owner
 * @param grants all of them, or none if the catalog has NULL, which means the default
 * @param isDefault whether the catalog has NULL
 */
record Privileges(String owner, List<Grant> grants, boolean isDefault) {

    /**
     * One of them.
     *
     * @param grantee the role that may, empty for PUBLIC
     */
    record Grant(String grantor, String grantee, String privilege, boolean grantable) {}

    Privileges {
        grants = List.copyOf(grants);
    }

    /** A database's. */
    static Privileges ofDatabase(Session session, long oid) {
        return read(session, "datdba", "datacl", "pg_catalog.pg_database WHERE oid = " + oid);
    }

    /** A schema's in the session's database. */
    static Privileges ofSchema(Session session, String name) {
        return read(session, "nspowner", "nspacl", "pg_catalog.pg_namespace WHERE nspname = " + SqlText.literal(name));
    }

    private static Privileges read(Session session, String ownerColumn, String aclColumn, String from) {
        String owner = session.query(
                        "SELECT pg_catalog.pg_get_userbyid(" + ownerColumn + ") AS owner FROM " + from,
                        row -> row.text("owner"))
                .get(0);
        boolean isDefault = session.query(
                        "SELECT " + aclColumn + " IS NULL AS standard FROM " + from, row -> row.bool("standard"))
                .get(0);
        List<Grant> grants = session.query("""
            SELECT pg_catalog.pg_get_userbyid(a.grantor) AS grantor,
                CASE WHEN a.grantee = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee) END AS grantee,
                a.privilege_type, a.is_grantable
            FROM (SELECT %s AS acl FROM %s) o, LATERAL pg_catalog.aclexplode(o.acl) a
            ORDER BY 1, 2, 3, 4
            """.formatted(aclColumn, from), Privileges::grant);
        return new Privileges(owner, grants, isDefault);
    }

    private static Grant grant(Row row) {
        return new Grant(
                row.text("grantor"), row.text("grantee"), row.text("privilege_type"), row.bool("is_grantable"));
    }

    /**
     * Statements that give these privileges to an object of the same owner. Grants of others than the owner are made
     * in their names, after what lets them grant.
     *
     * @param object as GRANT says it, for example {@code DATABASE "shop"}
     */
    List<String> sql(String object) {
        if (isDefault) {
            return List.of();
        }
        List<String> sql = new ArrayList<>();
        sql.add("REVOKE ALL ON " + object + " FROM PUBLIC");
        sql.add("REVOKE ALL ON " + object + " FROM " + SqlText.id(owner));
        Set<String> able = new HashSet<>(Set.of(owner));
        List<Grant> left = new ArrayList<>(grants);
        boolean found = true;
        while (!left.isEmpty() && found) {
            List<Grant> now = left.stream()
                    .filter(grant -> able.contains(grant.grantor()))
                    .toList();
            for (Grant grant : now) {
                if (!grant.grantor().equals(owner)) {
                    sql.add("SET LOCAL ROLE " + SqlText.id(grant.grantor()));
                }
                sql.add("GRANT " + grant.privilege() + " ON " + object + " TO "
                        + (grant.grantee().isEmpty() ? "PUBLIC" : SqlText.id(grant.grantee()))
                        + (grant.grantable() ? " WITH GRANT OPTION" : ""));
                if (!grant.grantor().equals(owner)) {
                    sql.add("RESET ROLE");
                }
            }
            now.stream().filter(Grant::grantable).forEach(grant -> able.add(grant.grantee()));
            left.removeAll(now);
            found = !now.isEmpty();
        }
        return sql;
    }
}
