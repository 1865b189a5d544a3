package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.connect.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the schema of a database with a constant number of queries, however much it holds. Immutable; the session that
 * it reads on belongs to the caller, who has set it up as pg_dump does (empty search_path, snapshot).
 */
public final class SchemaReader {

    private final List<Kind<?>> kinds;
    private final Catalog catalog;
    private final List<String> questions;

    /** Prepares to read these kinds, in this order. */
    public SchemaReader(List<Kind<?>> kinds, Catalog catalog) {
        this.kinds = List.copyOf(kinds);
        this.catalog = catalog;
        this.questions = List.copyOf(questions());
    }

    /** What is read. */
    public List<Kind<?>> kinds() {
        return kinds;
    }

    /** What the questions depend on. */
    public Catalog catalog() {
        return catalog;
    }

    /**
     * Reads all objects and what connects them.
     *
     * @throws dev.dbsnapshot.api.SnapshotException if the server refuses a query, or has objects that no kind knows
     */
    public Database read(Session session) {
        Database database = new Database(catalog);
        try (ReadAhead answers = new ReadAhead(session, questions)) {
            read(answers, database);
        }
        database.addBoundaries();
        return database;
    }

    private void read(ReadAhead answers, Database database) {
        UnknownObjects.refuse(answers, database.catalog().major());
        for (Kind<?> kind : kinds) {
            kind.read(rowsOf(kind, answers, database), database);
        }
        for (Kind<?> kind : kinds) {
            kind.link(database);
        }
        Dependencies.read(answers, database);
        if (!catalog.selection().has(DumpFlag.NO_COMMENTS)) {
            database.setComments(Comments.read(answers));
        }
        if (!catalog.selection().has(DumpFlag.NO_SECURITY_LABELS)) {
            database.setSecurityLabels(SecurityLabels.read(answers));
        }
        if (catalog.selection().includesPrivileges()) {
            database.setInitialPrivileges(InitialPrivileges.read(answers, catalog.major()));
        }
    }

    /** What will be asked in any case, in that order; up to a kind that looks at objects before it asks. */
    private List<String> questions() {
        List<String> asked = new ArrayList<>();
        asked.add(UnknownObjects.question(catalog.major()));
        for (Kind<?> kind : kinds) {
            if (kind.looksAtObjects(catalog)) {
                return asked;
            }
            kind.queries(catalog).forEach(query -> asked.add(query.sql()));
        }
        asked.add(Dependencies.QUERY);
        if (!catalog.selection().has(DumpFlag.NO_COMMENTS)) {
            asked.add(Comments.QUERY);
        }
        if (!catalog.selection().has(DumpFlag.NO_SECURITY_LABELS)) {
            asked.add(SecurityLabels.QUERY);
        }
        return asked;
    }

    private static CatalogRows rowsOf(Kind<?> kind, ReadAhead answers, Database database) {
        Map<String, String> queries =
                kind.queries(database).stream().collect(Collectors.toMap(CatalogQuery::name, CatalogQuery::sql));
        return (name, consumer) -> {
            String sql = queries.get(name);
            if (sql == null) {
                throw new IllegalArgumentException("kind " + kind.noun() + " has no query " + name);
            }
            answers.forEach(sql, consumer);
        };
    }
}
