package dev.dbsnapshot.jump;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.restore.target.ConfigTables;
import dev.dbsnapshot.restore.target.ConfigTables.ConfigTable;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.TargetGuard;
import dev.dbsnapshot.restore.target.UserObject;
import dev.dbsnapshot.restore.target.UserObjects;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Dropping everything that users made, and restoring everything; or only restoring, into an empty database. */
final class DropScript {

    private final Queries queries;
    private final Server server;
    private final Extensions extensions;

    DropScript(Queries queries, Server server) {
        this.queries = queries;
        this.server = server;
        this.extensions = Extensions.read(queries, server);
    }

    /** What is dropped. */
    List<UserObject> objects() {
        return UserObjects.read(queries, extensions.keptSchemas(), extensions.kept());
    }

    List<Finding> findings(List<UserObject> objects) {
        TargetGuard guard = new TargetGuard(queries, server);
        List<Finding> findings = new ArrayList<>(guard.undroppable(objects));
        findings.addAll(guard.subscriptions());
        return findings;
    }

    /** With these objects dropped first. */
    RestoreScript script(List<UserObject> objects, Toc toc) {
        List<String> before = new ArrayList<>();
        objects.forEach(object -> before.add(object.drop()));
        if (!objects.isEmpty()) {
            ConfigTables.of(queries, extensions.kept()).stream()
                    .filter(ConfigTable::mayDelete)
                    .forEach(table -> before.add(table.delete()));
        }
        before.addAll(publicSchema());
        return new RestoreScript(before, entries(toc, !objects.isEmpty()), List.of(), objects.size());
    }

    /** What initdb makes of it, but for its owner and its privileges. */
    private List<String> publicSchema() {
        boolean there = queries.query(
                        "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'public') AS there",
                        row -> row.bool("there"))
                .get(0);
        return there
                ? List.of()
                : List.of(
                        "CREATE SCHEMA public",
                        "COMMENT ON SCHEMA public IS 'standard public schema'",
                        "GRANT USAGE" + (server.version().atLeast(15) ? "" : ", CREATE")
                                + " ON SCHEMA public TO PUBLIC");
    }

    private List<TocEntry> entries(Toc toc, boolean dropped) {
        Present now = Present.of(queries, extensions, dropped);
        Set<String> schemas = new HashSet<>(dropped ? extensions.keptSchemas() : now.schemas());
        schemas.remove("public"); // pg_restore knows that one by itself.
        Present present = new Present(schemas, now.ofOthers());
        return toc.entries().stream()
                .filter(entry -> !present.hasSchemaOf(entry) && !present.isAboutOthers(entry))
                .toList();
    }
}
