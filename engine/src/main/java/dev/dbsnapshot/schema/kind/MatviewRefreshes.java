package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;

/** Filling of materialized views ({@code refreshMatViewData}, {@code buildMatViewRefreshDependencies}). */
final class MatviewRefreshes implements Kind<MatviewRefreshes.MatviewRefresh> {

    /** The filling of a materialized view. Confined to the thread that reads the schema. */
    static final class MatviewRefresh {
        private final SchemaObject<Relation> matview;
        private boolean populated;

        MatviewRefresh(SchemaObject<Relation> matview) {
            this.matview = matview;
            this.populated = matview.details().isPopulated();
        }
    }

    @Override
    public String noun() {
        return "materialized view data";
    }

    @Override
    public Class<MatviewRefresh> type() {
        return MatviewRefresh.class;
    }

    @Override
    public Priority priority(MatviewRefresh refresh) {
        return Priority.REFRESH_MATVIEW;
    }

    /** Materialized views that one selects from, through views between them too. */
    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("dependencies", """
                        WITH RECURSIVE w AS (
                          SELECT d1.objid, d2.refobjid, c2.relkind AS refrelkind
                          FROM pg_catalog.pg_depend d1
                          JOIN pg_catalog.pg_class c1 ON c1.oid = d1.objid AND c1.relkind = 'm'
                          JOIN pg_catalog.pg_rewrite r1 ON r1.ev_class = d1.objid
                          JOIN pg_catalog.pg_depend d2 ON d2.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                            AND d2.objid = r1.oid AND d2.refobjid <> d1.objid
                          JOIN pg_catalog.pg_class c2 ON c2.oid = d2.refobjid AND c2.relkind IN ('m', 'v')
                          WHERE d1.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                          UNION
                          SELECT w.objid, d3.refobjid, c3.relkind
                          FROM w
                          JOIN pg_catalog.pg_rewrite r3 ON r3.ev_class = w.refobjid
                          JOIN pg_catalog.pg_depend d3 ON d3.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                            AND d3.objid = r3.oid AND d3.refobjid <> w.refobjid
                          JOIN pg_catalog.pg_class c3 ON c3.oid = d3.refobjid AND c3.relkind IN ('m', 'v'))
                        SELECT objid, refobjid FROM w WHERE refrelkind = 'm'"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        ConfigRelations config = ConfigRelations.of(database);
        for (SchemaObject<Relation> matview : database.all(Relation.class)) {
            if (matview.details().is(Relation.MATERIALIZED_VIEW) && config.wantsData(matview)) {
                SchemaObject<MatviewRefresh> object = database.addDerived(
                        this,
                        new MatviewRefresh(matview),
                        matview.catalogId().oid(),
                        matview.namespace(),
                        matview.name());
                object.dump().add(Component.DATA);
                object.dependOn(matview);
            }
        }
        rows.forEach("dependencies", row -> {
            SchemaObject<MatviewRefresh> object = database.find(MatviewRefresh.class, row.oid("objid"));
            SchemaObject<MatviewRefresh> source = database.find(MatviewRefresh.class, row.oid("refobjid"));
            if (object != null && source != null) {
                object.dependOn(source);
                // What selects from a materialized view without data cannot be filled.
                object.details().populated &= source.details().populated;
            }
        });
    }

    /** Its dependencies are all of the object's, the section boundary included, which is in no archive. */
    @Override
    public void write(SchemaObject<MatviewRefresh> object, EntryWriter out) {
        SchemaObject<Relation> matview = object.details().matview;
        if (!object.details().populated) {
            return;
        }
        out.add(out.entry(object, "MATERIALIZED VIEW DATA", Section.POST_DATA)
                .catalogId(0, matview.catalogId().oid())
                .owner(matview.details().owner())
                .defn("REFRESH MATERIALIZED VIEW " + out.quoting().qualified(matview) + ";\n")
                .dependencies(object.dependencies())
                .build());
    }
}
