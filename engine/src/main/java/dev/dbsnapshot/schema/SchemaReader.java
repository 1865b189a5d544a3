package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.connect.Session;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the schema of a database with a constant number of queries, however much it holds. Immutable; the session that
 * it reads on belongs to the caller, who has set it up as pg_dump does (empty search_path, snapshot).
 */
public final class SchemaReader {

    private final List<Kind<?>> kinds;

    /** Reads these kinds, in this order. */
    public SchemaReader(List<Kind<?>> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /**
     * Reads all objects and what connects them.
     *
     * @throws dev.dbsnapshot.api.SnapshotException if the server refuses a query, or has objects that no kind knows
     */
    public Database read(Session session, Catalog catalog) {
        UnknownObjects.refuse(session, catalog.major());
        Database database = new Database(catalog);
        for (Kind<?> kind : kinds) {
            kind.read(rowsOf(kind, session, database), database);
        }
        for (Kind<?> kind : kinds) {
            kind.link(database);
        }
        Dependencies.read(session, database);
        if (!catalog.selection().has(DumpFlag.NO_COMMENTS)) {
            database.setComments(Comments.read(session));
        }
        if (!catalog.selection().has(DumpFlag.NO_SECURITY_LABELS)) {
            database.setSecurityLabels(SecurityLabels.read(session));
        }
        if (catalog.selection().includesPrivileges()) {
            database.setInitialPrivileges(InitialPrivileges.read(session, catalog.major()));
        }
        database.addBoundaries();
        return database;
    }

    private static CatalogRows rowsOf(Kind<?> kind, Session session, Database database) {
        Map<String, String> queries =
                kind.queries(database).stream().collect(Collectors.toMap(CatalogQuery::name, CatalogQuery::sql));
        return (name, consumer) -> {
            String sql = queries.get(name);
            if (sql == null) {
                throw new IllegalArgumentException("kind " + kind.noun() + " has no query " + name);
            }
            session.query(sql, row -> {
                consumer.accept(row);
                return name;
            });
        };
    }
}
