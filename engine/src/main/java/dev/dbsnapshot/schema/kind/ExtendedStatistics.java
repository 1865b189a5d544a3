package dev.dbsnapshot.schema.kind;

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
import dev.dbsnapshot.toc.Section;
import java.util.List;

/** Extended statistics ({@code getExtendedStatistics}, {@code dumpStatisticsExt}). */
final class ExtendedStatistics implements Kind<ExtendedStatistics.StatisticsObject> {

    /**
     * A statistics object.
     *
     * @param owner the owner's name
     * @param definition CREATE STATISTICS as {@code pg_get_statisticsobjdef()} writes it
     * @param target its statistics target (13 and newer), or -1 for the default
     */
    record StatisticsObject(String owner, String definition, int target) {}

    @Override
    public String noun() {
        return "statistics object";
    }

    @Override
    public Class<StatisticsObject> type() {
        return StatisticsObject.class;
    }

    @Override
    public Priority priority(StatisticsObject statistics) {
        return Priority.STATSEXT;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery(
                "statistics", """
                    SELECT s.tableoid, s.oid, s.stxname, n.nspname, pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
                      s.stxrelid, coalesce(%s, -1) AS stxstattarget,
                      pg_catalog.pg_get_statisticsobjdef(s.oid) AS stxdef
                    FROM pg_catalog.pg_statistic_ext s
                    JOIN pg_catalog.pg_namespace n ON (n.oid = s.stxnamespace)
                    WHERE s.oid >= 16384
                    ORDER BY s.oid
                    """.formatted(catalog.major() >= 13 ? "s.stxstattarget" : "NULL::integer")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("statistics", row -> read(row, database));
    }

    private void read(Row row, Database database) {
        SchemaObject<StatisticsObject> statistics = database.add(
                this,
                new StatisticsObject(row.text("owner"), row.text("stxdef"), row.integer("stxstattarget")),
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                row.text("nspname"),
                row.text("stxname"));
        database.catalog().selection().select(statistics, database);
        SchemaObject<Relation> table = database.find(Relation.class, row.oid("stxrelid"));
        if (!statistics.isExtensionMember() && (table == null || !table.dumps(Component.DEFINITION))) {
            statistics.dump().clear();
        }
    }

    @Override
    public void write(SchemaObject<StatisticsObject> object, EntryWriter out) {
        StatisticsObject statistics = object.details();
        String name = out.quoting().qualified(object);
        String create = statistics.definition() + ";\n";
        if (statistics.target() >= 0) {
            create += "ALTER STATISTICS " + name + " SET STATISTICS " + statistics.target() + ";\n";
        }
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "STATISTICS", Section.POST_DATA)
                    .owner(statistics.owner())
                    .defn(create)
                    .dropStmt("DROP STATISTICS " + name + ";\n")
                    .build());
        }
        out.comment(object, "STATISTICS", out.quoting().id(object.name()), object.namespace(), statistics.owner());
    }
}
