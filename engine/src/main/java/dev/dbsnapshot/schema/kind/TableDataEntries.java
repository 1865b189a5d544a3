package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.MemberSource;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of tables ({@code makeTableDataInfo}, {@code dumpTableData}). Partitioned and foreign tables have none. */
final class TableDataEntries implements Kind<TableDataEntries.TableData> {

    /** What pg_class counts in; servers built with other block sizes are off by a factor in estimates only. */
    private static final long BLOCK_SIZE = 8192;

    /**
     * The rows of a table.
     *
     * @param table the table
     * @param condition which rows of an extension's table are the user's, as a WHERE clause; otherwise empty
     * @param inserts how rows of all tables become INSERTs, where they do
     */
    record TableData(SchemaObject<Relation> table, String condition, InsertStatements inserts) {}

    @Override
    public String noun() {
        return "table data";
    }

    @Override
    public Class<TableData> type() {
        return TableData.class;
    }

    @Override
    public Priority priority(TableData data) {
        return Priority.TABLE_DATA;
    }

    /** An extension's tables and their foreign keys are there before their rows, so that these must be in order. */
    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        List<CatalogQuery> queries = new ArrayList<>(InsertStatements.queries(catalog));
        queries.add(new CatalogQuery("extension_foreign_keys", """
            SELECT conrelid, confrelid
            FROM pg_catalog.pg_constraint
            JOIN pg_catalog.pg_depend ON objid = confrelid
            WHERE contype = 'f'
              AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
              AND classid = 'pg_catalog.pg_class'::pg_catalog.regclass\
            """));
        return queries;
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        ConfigRelations config = ConfigRelations.of(database);
        InsertStatements inserts = InsertStatements.read(rows, database.catalog());
        for (SchemaObject<Relation> table : database.all(Relation.class)) {
            if (hasRows(table, database) && config.wantsData(table)) {
                SchemaObject<TableData> data = database.addDerived(
                        this,
                        new TableData(table, config.condition(table), inserts),
                        table.catalogId().oid(),
                        table.namespace(),
                        table.name());
                data.dump().add(Component.DATA);
                data.dependOn(table);
            }
        }
        if (database.catalog().selection().has(DumpFlag.DATA_ONLY)) {
            dependOnReferenced(database);
        }
        rows.forEach("extension_foreign_keys", row -> {
            SchemaObject<TableData> referencing = database.find(TableData.class, row.oid("conrelid"));
            SchemaObject<TableData> referenced = database.find(TableData.class, row.oid("confrelid"));
            if (referencing != null && referenced != null) {
                referencing.dependOn(referenced);
            }
        });
    }

    private static boolean hasRows(SchemaObject<Relation> table, Database database) {
        Relation relation = table.details();
        return relation.is(Relation.TABLE)
                || (relation.is(Relation.FOREIGN_TABLE) && includesForeignData(relation, database));
    }

    private static boolean includesForeignData(Relation relation, Database database) {
        return database.all(ForeignServers.ForeignServer.class).stream()
                .anyMatch(server -> server.name().equals(relation.body().foreignServer())
                        && database.catalog()
                                .selection()
                                .includesForeignData(server.catalogId().oid()));
    }

    /** Without definitions the keys may be there before the rows are ({@code getTableDataFKConstraints}). */
    private static void dependOnReferenced(Database database) {
        for (SchemaObject<Constraint> constraint : database.all(Constraint.class)) {
            Constraint details = constraint.details();
            SchemaObject<TableData> referencing =
                    database.find(TableData.class, details.table().catalogId().oid());
            SchemaObject<TableData> referenced = database.find(TableData.class, details.referencedOid());
            if (referencing != null && referenced != null) {
                referencing.dependOn(referenced);
            }
        }
    }

    @Override
    public void write(SchemaObject<TableData> object, EntryWriter out) {
        SchemaObject<Relation> table = object.details().table();
        Quoting quoting = out.quoting();
        String columns = columns(table.details(), quoting);
        boolean viaRoot = out.database().catalog().selection().has(DumpFlag.LOAD_VIA_PARTITION_ROOT);
        SchemaObject<Relation> target = PartitionRoot.loadTarget(table, viaRoot);
        Catalog catalog = out.database().catalog();
        boolean asInserts = catalog.selection().options().insertRows() > 0;
        TocEntry entry = out.entry(object, "TABLE DATA", Section.DATA)
                .catalogId(0, table.catalogId().oid())
                .owner(table.details().owner())
                .defn(target == table ? null : PartitionRoot.note(quoting.qualified(target)))
                .copyStmt(asInserts ? null : "COPY " + quoting.qualified(target) + " " + columns + " FROM stdin;\n")
                .dependencies(List.of(table.dumpId()))
                .member(object.dumpId() + ".dat")
                .build();
        TableData data = object.details();
        long pages = table.details().pages() + table.details().toastPages();
        out.add(
                entry,
                new MemberSource.Rows(
                        table.catalogId().oid(),
                        table.namespace() + "." + table.name(),
                        asInserts
                                ? InsertStatements.copyOut(table, data.condition(), catalog)
                                : copyOut(data, columns, quoting),
                        asInserts ? null : wholeTable(data, columns, quoting),
                        pages * BLOCK_SIZE,
                        asInserts ? data.inserts().of(table, target, catalog) : null));
    }

    /** ONLY, because COPY of a table does not read its children either. */
    private static @Nullable String wholeTable(TableData data, String columns, Quoting quoting) {
        boolean whole = data.condition().isEmpty() && data.table().details().is(Relation.TABLE) && !columns.isEmpty();
        return whole
                ? "SELECT " + columns.substring(1, columns.length() - 1) + " FROM ONLY "
                        + quoting.qualified(data.table())
                : null;
    }

    private static String copyOut(TableData data, String columns, Quoting quoting) {
        String table = quoting.qualified(data.table());
        boolean foreign = data.table().details().is(Relation.FOREIGN_TABLE);
        if (data.condition().isEmpty() && !foreign) {
            return "COPY " + table + " " + columns + " TO stdout;";
        }
        String list = columns.isEmpty() ? "*" : columns.substring(1, columns.length() - 1);
        return "COPY (SELECT " + list + " FROM " + table + " " + data.condition() + ") TO stdout;";
    }

    /** What COPY can load: all columns but generated ones ({@code fmtCopyColumnList}). */
    private static String columns(Relation table, Quoting quoting) {
        StringBuilder list = new StringBuilder();
        for (Attribute attribute : table.attributes()) {
            if (!attribute.dropped() && !attribute.isGenerated()) {
                list.append(list.isEmpty() ? "(" : ", ").append(quoting.id(attribute.name()));
            }
        }
        return list.isEmpty() ? "" : list.append(')').toString();
    }
}
