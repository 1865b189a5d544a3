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

/** Schemas of publications, from 15 on ({@code getPublicationNamespaces}, {@code dumpPublicationNamespace}). */
final class PublicationSchemas implements Kind<PublicationSchemas.PublicationSchema> {

    /**
     * A schema whose tables a publication publishes.
     *
     * @param publication the publication
     * @param schema the schema
     */
    record PublicationSchema(
            SchemaObject<Publications.Publication> publication, SchemaObject<Namespaces.Namespace> schema) {}

    @Override
    public String noun() {
        return "publication schema";
    }

    @Override
    public Class<PublicationSchema> type() {
        return PublicationSchema.class;
    }

    @Override
    public Priority priority(PublicationSchema details) {
        return Priority.PUBLICATION_TABLE_IN_SCHEMA;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return catalog.major() < 15 ? List.of() : List.of(new CatalogQuery("publication schemas", """
                        SELECT tableoid, oid, pnpubid, pnnspid FROM pg_catalog.pg_publication_namespace"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        if (database.catalog().major() >= 15) {
            rows.forEach("publication schemas", row -> read(row, database));
        }
    }

    private void read(Row row, Database database) {
        SchemaObject<Publications.Publication> publication =
                database.find(Publications.Publication.class, row.oid("pnpubid"));
        SchemaObject<Namespaces.Namespace> schema = database.find(Namespaces.Namespace.class, row.oid("pnnspid"));
        if (publication == null || schema == null) {
            return;
        }
        // From 18 on pg_dump wants only the publication to be dumped.
        if (database.catalog().major() < 18 && !schema.isDumped()) {
            return;
        }
        SchemaObject<PublicationSchema> object = database.add(
                this,
                new PublicationSchema(publication, schema),
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                null,
                schema.name());
        Publications.selectMember(object, database);
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<PublicationSchema> object) {
        return List.of(object.details().publication().name());
    }

    @Override
    public void write(SchemaObject<PublicationSchema> object, EntryWriter out) {
        if (!object.dumps(Component.DEFINITION)) {
            return;
        }
        SchemaObject<Publications.Publication> publication = object.details().publication();
        String schema = object.details().schema().name();
        out.add(out.entry(object, "PUBLICATION TABLES IN SCHEMA", Section.POST_DATA)
                .tag(publication.name() + " " + schema)
                .namespace(schema)
                .owner(publication.details().owner())
                .defn("ALTER PUBLICATION " + out.quoting().id(publication.name()) + " ADD TABLES IN SCHEMA "
                        + out.quoting().id(schema) + ";\n")
                .build());
    }
}
