package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Objects of kinds that are not written yet. Those of extensions are needed in the graph, because what depends on them
 * depends on the extension; any other makes the backup fail before anything is written. A kind that gets a file of its
 * own is taken out of {@link Sort}, and out of the catalogs that {@link #queries} reads with it.
 */
final class UnwrittenObjects implements Kind<UnwrittenObjects.Unwritten> {

    private static final int NAMED_AT_MOST = 20;

    /** The kinds, each with what tells its objects: catalog, OID, schema or 0, name. */
    enum Sort {
        PUBLICATION(Priority.PUBLICATION, "publication", "SELECT tableoid, oid, 0::oid, pubname FROM pg_publication"),
        SUBSCRIPTION(
                Priority.SUBSCRIPTION,
                "subscription",
                "SELECT tableoid, oid, 0::oid, subname FROM pg_subscription WHERE subdbid ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())");

        private final Priority priority;
        private final String noun;
        private final String query;

        Sort(Priority priority, String noun, String query) {
            this.priority = priority;
            this.noun = noun;
            this.query = query;
        }
    }

    /**
     * An object that is not written.
     *
     * @param sort what it is
     */
    record Unwritten(Sort sort) {}

    @Override
    public String noun() {
        return "object of a kind that is not supported yet";
    }

    @Override
    public Class<Unwritten> type() {
        return Unwritten.class;
    }

    @Override
    public Priority priority(Unwritten object) {
        return object.sort().priority;
    }

    /** Objects below the first normal OID are initdb's. */
    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String all = Arrays.stream(Sort.values())
                .map(sort -> "SELECT '" + sort + "' AS sort, x.* FROM (" + sort.query + ") AS x")
                .collect(Collectors.joining("\nUNION ALL\n"));
        return List.of(new CatalogQuery(
                "objects",
                "SELECT o.sort, o.tableoid, o.oid, n.nspname, o.name FROM (\n" + all
                        + "\n) AS o (sort, tableoid, oid, namespace, name)"
                        + " LEFT JOIN pg_namespace n ON n.oid = o.namespace"
                        + " WHERE o.oid >= 16384 ORDER BY o.tableoid, o.oid"));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("objects", row -> read(row, database));
    }

    private void read(Row row, Database database) {
        SchemaObject<Unwritten> object = database.add(
                this,
                new Unwritten(Sort.valueOf(row.text("sort"))),
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                row.textOrNull("nspname"),
                row.text("name"));
        database.catalog().selection().select(object, database);
    }

    /** Refuses what would be lost. */
    @Override
    public void link(Database database) {
        List<String> lost = new ArrayList<>();
        for (SchemaObject<Unwritten> object : database.all(Unwritten.class)) {
            if (object.dumps(Component.DEFINITION)) {
                String name = object.namespace() == null ? object.name() : object.namespace() + "." + object.name();
                lost.add(object.details().sort().noun + " " + name);
            }
        }
        if (!lost.isEmpty()) {
            String names = lost.stream().limit(NAMED_AT_MOST).collect(Collectors.joining(", "));
            String more = lost.size() > NAMED_AT_MOST ? " and " + (lost.size() - NAMED_AT_MOST) + " more" : "";
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "cannot back up database " + database.catalog().databaseName() + ": it holds " + lost.size()
                            + " object(s) of kinds that this version does not know to write: " + names + more
                            + "; use pg_dump for this database, or drop them if nobody needs them");
        }
    }

    @Override
    public void write(SchemaObject<Unwritten> object, EntryWriter out) {
        // Privileges of extensions' objects: nothing while privileges are not written.
    }
}
