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
import java.util.EnumSet;
import java.util.List;

/**
 * Publications ({@code getPublications}, {@code dumpPublication}). What they publish is added by {@link
 * PublicationTables} and {@link PublicationSchemas}.
 */
final class Publications implements Kind<Publications.Publication> {

    /**
     * A publication.
     *
     * @param owner the owner's name
     * @param allTables whether it is FOR ALL TABLES
     * @param publish the operations that it publishes, as its option says them
     * @param viaRoot whether changes of partitions are published as those of the partitioned table (13 and newer)
     * @param storedGenerated whether it publishes stored generated columns (18 and newer)
     */
    record Publication(String owner, boolean allTables, String publish, boolean viaRoot, boolean storedGenerated) {}

    @Override
    public String noun() {
        return "publication";
    }

    @Override
    public Class<Publication> type() {
        return Publication.class;
    }

    @Override
    public Priority priority(Publication publication) {
        return Priority.PUBLICATION;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("publications", """
                SELECT p.tableoid, p.oid, NULL AS nspname, p.pubname AS name,
                  pg_catalog.pg_get_userbyid(p.pubowner) AS owner, p.puballtables,
                  pg_catalog.concat_ws(', ',
                    CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                    CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS publish,
                  %s AS pubviaroot, %s AS pubgencols
                FROM pg_catalog.pg_publication p
                """.formatted(
                        catalog.major() >= 13 ? "p.pubviaroot" : "false",
                        catalog.major() >= 18 ? "p.pubgencols = 's'" : "false")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("publications", row -> {
            Publication publication = new Publication(
                    row.text("owner"),
                    row.bool("puballtables"),
                    row.text("publish"),
                    row.bool("pubviaroot"),
                    row.bool("pubgencols"));
            ObjectRows.select(this, publication, row, database);
        });
    }

    /** What belongs to a publication goes where the publication goes ({@code selectDumpablePublicationObject}). */
    static void selectMember(SchemaObject<?> object, Database database) {
        if (!database.catalog().selection().selectExtensionMember(object, database)
                && database.catalog().selection().includesEverything()) {
            object.dump().addAll(EnumSet.allOf(Component.class));
        }
    }

    @Override
    public void write(SchemaObject<Publication> object, EntryWriter out) {
        Publication publication = object.details();
        String name = out.quoting().id(object.name());
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "PUBLICATION", Section.POST_DATA)
                    .owner(publication.owner())
                    .defn("CREATE PUBLICATION " + name
                            + (publication.allTables() ? " FOR ALL TABLES" : "")
                            + " WITH (publish = '" + publication.publish() + "'"
                            + (publication.viaRoot() ? ", publish_via_partition_root = true" : "")
                            + (publication.storedGenerated() ? ", publish_generated_columns = stored" : "")
                            + ");\n")
                    .dropStmt("DROP PUBLICATION " + name + ";\n")
                    .build());
        }
        out.comment(object, "PUBLICATION", name, null, publication.owner());
        out.securityLabel(object, "PUBLICATION", name, null, publication.owner());
    }
}
