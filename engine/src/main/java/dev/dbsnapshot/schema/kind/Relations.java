package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;

/**
 * Tables, views, materialized views, foreign tables and sequences. Composite types are read too, but never dumped:
 * dependencies on the columns of such a type name its relation.
 */
public final class Relations implements Kind<Relation> {

    @Override
    public String noun() {
        return "relation";
    }

    @Override
    public Class<Relation> type() {
        return Relation.class;
    }

    @Override
    public Priority priority(Relation details) {
        return Priority.TABLE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return RelationQueries.all(catalog);
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        new RelationReader(rows, database, this).read();
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.MATVIEW_AND_BOUNDARY;
    }

    @Override
    public boolean breakLoop(Loop loop) {
        for (SchemaObject<?> member : loop.members()) {
            if (member.details() instanceof Relation relation && relation.is(Relation.MATERIALIZED_VIEW)) {
                return postpone(loop);
            }
        }
        return false;
    }

    /**
     * A materialized view that needs something of the post-data section (a primary key that its GROUP BY relies on)
     * moves there itself ({@code repairMatViewBoundaryMultiLoop}).
     */
    private static boolean postpone(Loop loop) {
        for (int i = 0; i < loop.size(); i++) {
            SchemaObject<?> boundary = loop.get(i);
            if (boundary == loop.database().preDataBoundary() && loop.size() > 2) {
                SchemaObject<?> next = loop.after(i);
                boundary.forgetDependency(next);
                if (next.details() instanceof Relation relation && relation.is(Relation.MATERIALIZED_VIEW)) {
                    next.setPostponed(true);
                }
                return true;
            }
        }
        return false;
    }

    @Override
    public void write(SchemaObject<Relation> object, EntryWriter out) {
        new RelationEntries(object, out).write();
    }
}
