package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.List;

/**
 * An empty database that is like another one in all that is not its content. Of what lies in the database itself, that
 * is what stays in a restore in place, since an archive without privileges could not bring it back: owner and
 * privileges of schema public, and default privileges that are not about another schema.
 *
 * @param properties what it must be like
 * @param publicPrivileges those of schema public, or of nobody if there is no such schema
 * @param defaultPrivileges statements that make the default privileges
 */
record FreshDatabase(DatabaseProperties properties, List<Privileges> publicPrivileges, List<String> defaultPrivileges) {

    /** Reads what it must be like, in a session with the old one. */
    static FreshDatabase like(Session old, long oid) {
        List<Privileges> ofPublic = new ArrayList<>();
        if (!old.query("SELECT 1 AS one FROM pg_catalog.pg_namespace WHERE nspname = 'public'", row -> 1)
                .isEmpty()) {
            ofPublic.add(Privileges.ofSchema(old, "public"));
        }
        return new FreshDatabase(DatabaseProperties.read(old, oid), ofPublic, DefaultPrivileges.read(old));
    }

    /** Makes it, from a third database. */
    void create(Session third, String name) {
        third.execute(properties.create(name, third.version().major()));
        together(third, properties.decorate(name, third.version().major()), "database " + name);
    }

    /** Does the rest in a session with it, while it is empty. */
    void prepare(Session fresh) {
        List<String> sql = new ArrayList<>();
        for (Privileges wanted : publicPrivileges) {
            Privileges found = Privileges.ofSchema(fresh, "public");
            if (!found.owner().equals(wanted.owner())) {
                sql.add("ALTER SCHEMA public OWNER TO " + SqlText.id(wanted.owner()));
            }
            if (!found.equals(wanted)) {
                sql.addAll(wanted.sql("SCHEMA public"));
            }
        }
        sql.addAll(defaultPrivileges);
        together(fresh, sql, "the new database");
    }

    // A superuser may have given the old one what its owner cannot give the new one: better none than a different one.
    private static void together(Session session, List<String> statements, String where) {
        session.execute("BEGIN READ WRITE");
        for (String sql : statements) {
            try {
                session.execute(sql);
            } catch (SnapshotException e) {
                if (e.sqlState().isEmpty()) {
                    throw e;
                }
                throw new SnapshotException(
                        e.code() == ErrorCode.SERVER ? ErrorCode.PRIVILEGE : e.code(),
                        where + " cannot be made like the old one: " + SqlText.start(sql) + " failed (" + e.getMessage()
                                + "); restore as superuser, or in place",
                        e,
                        e.sqlState().orElse(null));
            }
        }
        session.execute("COMMIT");
    }
}
