package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.replay.Statements;
import dev.dbsnapshot.restore.target.ConfigTables;
import dev.dbsnapshot.restore.target.ConfigTables.ConfigTable;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.UserObject;
import java.util.List;

/**
 * Takes a database back to what CREATE DATABASE made, inside the caller's transaction. Default privileges, the settings
 * of the database, and owner and privileges of the schema {@code public} stay: an archive without privileges could not
 * bring them back, and whoever has access today would lose it.
 */
final class CleanSlate {

    private final Session session;
    private final Server server;
    private final Progress progress;

    CleanSlate(Session session, Server server, Progress progress) {
        this.session = session;
        this.server = server;
        this.progress = progress;
    }

    /**
     * Drops these objects, which were checked before, empties the configuration tables of the extensions that stay, and
     * puts back what initdb makes.
     */
    void make(List<UserObject> objects, Extensions extensions) {
        for (String kept : extensions.kept()) {
            progress.on(new Progress.Warning("extension " + kept + " stays as it is, because role " + server.user()
                    + " could not make it again"));
        }
        Statements statements = new Statements(session);
        objects.forEach(object -> statements.add(label(object.described()), object.drop()));
        ConfigTables.of(session, extensions.kept()).stream()
                .filter(ConfigTable::mayDelete)
                .forEach(table -> statements.add("the rows of users in " + table.name(), table.delete()));
        statements.flush();
        restorePublic();
        if (!extensions.has("plpgsql")) {
            execute(session, "extension plpgsql", "CREATE EXTENSION plpgsql");
        }
    }

    /** What initdb makes of the schema {@code public}, but for its owner and its privileges. */
    void restorePublic() {
        List<PublicSchema> found = session.query("""
            SELECT pg_catalog.pg_has_role(nspowner, 'USAGE') AS owned,
                coalesce(pg_catalog.obj_description(oid, 'pg_namespace'), '') = 'standard public schema' AS standard
            FROM pg_catalog.pg_namespace WHERE nspname = 'public'
            """, row -> new PublicSchema(row.bool("owned"), row.bool("standard")));
        if (found.isEmpty()) {
            String create = server.version().atLeast(15) ? "" : ", CREATE";
            execute(
                    session,
                    "schema public",
                    "CREATE SCHEMA public; COMMENT ON SCHEMA public IS 'standard public schema';" + " GRANT USAGE"
                            + create + " ON SCHEMA public TO PUBLIC");
            if (server.version().atLeast(15) && server.superuser()) {
                execute(session, "schema public", "ALTER SCHEMA public OWNER TO pg_database_owner");
            }
        } else if (!found.get(0).standard() && found.get(0).owned()) {
            execute(session, "schema public", "COMMENT ON SCHEMA public IS 'standard public schema'");
        } else if (!found.get(0).standard()) {
            progress.on(new Progress.Warning(
                    "the comment on schema public stays, because role " + server.user() + " does not own the schema"));
        }
    }

    /** What a message calls the making of an empty database where it is at this object. */
    static String label(String object) {
        return "an empty database: " + object;
    }

    private static void execute(Session session, String object, String sql) {
        try {
            session.execute(sql);
        } catch (SnapshotException e) {
            throw Statements.failed(label(object), sql, e);
        }
    }

    private record PublicSchema(boolean owned, boolean standard) {}
}
