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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables of publications ({@code getPublicationTables}, {@code dumpPublicationTable}). */
final class PublicationTables implements Kind<PublicationTables.PublicationTable> {

    /**
     * A table of a publication.
     *
     * @param publication the publication
     * @param table the table
     * @param columns the columns that are published, or none for all (15 and newer)
     * @param filter the condition of the rows that are published, or {@code null} for all (15 and newer)
     */
    record PublicationTable(
            SchemaObject<Publications.Publication> publication,
            SchemaObject<Relation> table,
            List<String> columns,
            @Nullable String filter) {
        PublicationTable {
            columns = List.copyOf(columns);
        }
    }

    @Override
    public String noun() {
        return "publication table";
    }

    @Override
    public Class<PublicationTable> type() {
        return PublicationTable.class;
    }

    @Override
    public Priority priority(PublicationTable details) {
        return Priority.PUBLICATION_REL;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        if (catalog.major() < 15) {
            return List.of(new CatalogQuery("publication tables", """
                    SELECT tableoid, oid, prpubid, prrelid, NULL AS prrelqual, NULL::name[] AS prattrs
                    FROM pg_catalog.pg_publication_rel"""));
        }
        // Subscript and loop as pg_dump has them: that decides the order of the columns.
        return List.of(new CatalogQuery("publication tables", """
                SELECT pr.tableoid, pr.oid, pr.prpubid, pr.prrelid,
                  pg_catalog.pg_get_expr(pr.prqual, pr.prrelid) AS prrelqual,
                  CASE WHEN pr.prattrs IS NOT NULL THEN
                    (SELECT pg_catalog.array_agg(attname)
                      FROM pg_catalog.generate_series(0,
                          pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s, pg_catalog.pg_attribute
                      WHERE attrelid = pr.prrelid AND attnum = pr.prattrs[s])
                  END AS prattrs
                FROM pg_catalog.pg_publication_rel pr"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("publication tables", row -> read(row, database));
    }

    private void read(Row row, Database database) {
        SchemaObject<Publications.Publication> publication =
                database.find(Publications.Publication.class, row.oid("prpubid"));
        SchemaObject<Relation> table = database.find(Relation.class, row.oid("prrelid"));
        if (publication == null || table == null) {
            return;
        }
        // From 18 on pg_dump wants only the publication to be dumped.
        if (database.catalog().major() < 18 && !table.dumps(Component.DEFINITION)) {
            return;
        }
        SchemaObject<PublicationTable> object = database.add(
                this,
                new PublicationTable(publication, table, ObjectRows.texts(row, "prattrs"), row.textOrNull("prrelqual")),
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                table.namespace(),
                table.name());
        Publications.selectMember(object, database);
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<PublicationTable> object) {
        return List.of(object.details().publication().name());
    }

    @Override
    public void write(SchemaObject<PublicationTable> object, EntryWriter out) {
        if (!object.dumps(Component.DEFINITION)) {
            return;
        }
        PublicationTable details = object.details();
        StringBuilder sql = new StringBuilder("ALTER PUBLICATION ")
                .append(out.quoting().id(details.publication().name()))
                .append(" ADD TABLE ONLY ")
                .append(out.quoting().qualified(details.table()));
        if (!details.columns().isEmpty()) {
            sql.append(details.columns().stream().map(out.quoting()::id).collect(Collectors.joining(", ", " (", ")")));
        }
        if (details.filter() != null) {
            // pg_get_expr() leaves out the parentheses of WHERE (true).
            sql.append(" WHERE (").append(details.filter()).append(')');
        }
        out.add(out.entry(object, "PUBLICATION TABLE", Section.POST_DATA)
                .tag(details.publication().name() + " " + details.table().name())
                .owner(details.publication().details().owner())
                .defn(sql.append(";\n").toString())
                .build());
    }
}
