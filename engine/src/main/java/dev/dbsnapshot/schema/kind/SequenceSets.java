package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
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
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.stream.Collectors;

/** Where sequences stand ({@code dumpSequenceData}). */
final class SequenceSets implements Kind<SequenceSets.SequenceSet> {

    /**
     * Where a sequence stands.
     *
     * @param sequence the sequence
     * @param lastValue {@code last_value}
     * @param called whether the next value is the one after it
     */
    record SequenceSet(SchemaObject<Relation> sequence, long lastValue, boolean called) {}

    @Override
    public String noun() {
        return "sequence value";
    }

    @Override
    public Class<SequenceSet> type() {
        return SequenceSet.class;
    }

    @Override
    public Priority priority(SequenceSet set) {
        return Priority.SEQUENCE_SET;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        if (catalog.selection().has(DumpFlag.SCHEMA_ONLY)) {
            return List.of();
        }
        return values(catalog, "");
    }

    private static List<CatalogQuery> values(Catalog catalog, String condition) {
        String sql = catalog.major() >= 18 ? VALUES_FROM_18 : VALUES;
        return List.of(new CatalogQuery("values", sql.replace("@WANTED@", condition)));
    }

    @Override
    public boolean looksAtObjects(Catalog catalog) {
        return !catalog.selection().has(DumpFlag.SCHEMA_ONLY)
                && !catalog.selection().options().patterns().isEmpty();
    }

    /** Where something is left out by name, nothing of it is read: the role may not be allowed to. */
    @Override
    public List<CatalogQuery> queries(Database database) {
        Catalog catalog = database.catalog();
        if (!looksAtObjects(catalog)) {
            return queries(catalog);
        }
        ConfigRelations config = ConfigRelations.of(database);
        String wanted = database.all(Relation.class).stream()
                .filter(relation -> relation.details().is(Relation.SEQUENCE) && config.wantsData(relation))
                .map(relation -> Long.toString(relation.catalogId().oid()))
                .collect(Collectors.joining(","));
        return values(catalog, " AND c.oid = ANY ('{" + wanted + "}'::pg_catalog.oid[])");
    }

    /** A standby has no values of unlogged sequences. */
    private static final String VALUES_FROM_18 = """
        SELECT seqrelid, last_value, is_called
        FROM pg_catalog.pg_sequence
        JOIN pg_catalog.pg_class c ON c.oid = seqrelid,
        pg_catalog.pg_get_sequence_data(seqrelid)
        WHERE (c.relpersistence <> 'u' OR NOT pg_catalog.pg_is_in_recovery())@WANTED@
        ORDER BY seqrelid\
        """;

    /**
     * Before 18 only a query on the sequence itself tells is_called, and query_to_xml() runs one for every row. Sequences
     * of extensions are left out unless their values are the user's, because the user may not be allowed to read them.
     */
    private static final String VALUES = """
        SELECT x.seqrelid,
          pg_catalog.substring(x.data, '<last_value>(-?[0-9]+)</last_value>')::pg_catalog.int8 AS last_value,
          pg_catalog.substring(x.data, '<is_called>([a-z]+)</is_called>') AS is_called
        FROM (
          SELECT s.seqrelid,
            pg_catalog.query_to_xml(
              pg_catalog.format('SELECT last_value, is_called FROM %I.%I', n.nspname, c.relname),
              true, false, '')::pg_catalog.text AS data
          FROM pg_catalog.pg_sequence s
          JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relpersistence <> 't'@WANTED@
            AND (c.relpersistence <> 'u' OR NOT pg_catalog.pg_is_in_recovery())
            AND (
              NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                  AND d.deptype = 'e')
              OR EXISTS (SELECT FROM pg_catalog.pg_extension x WHERE c.oid = ANY (x.extconfig)))
          OFFSET 0) AS x
        ORDER BY x.seqrelid\
        """;

    @Override
    public void read(CatalogRows rows, Database database) {
        ConfigRelations config = ConfigRelations.of(database);
        if (!database.catalog().selection().has(DumpFlag.SCHEMA_ONLY)) {
            rows.forEach("values", row -> read(row, config, database));
        }
    }

    private void read(Row row, ConfigRelations config, Database database) {
        SchemaObject<Relation> sequence = database.find(Relation.class, row.oid("seqrelid"));
        if (sequence == null || !config.wantsData(sequence)) {
            return;
        }
        if (row.isNull("last_value") || row.isNull("is_called")) {
            throw new SnapshotException(
                    ErrorCode.PRIVILEGE,
                    "cannot read where sequence " + sequence.namespace() + "." + sequence.name()
                            + " stands: the role lacks SELECT on it, or it was dropped meanwhile; grant SELECT, or use"
                            + " the owner's role");
        }
        SequenceSet details = new SequenceSet(sequence, row.bigint("last_value"), row.bool("is_called"));
        SchemaObject<SequenceSet> object =
                database.addDerived(this, details, sequence.catalogId().oid(), sequence.namespace(), sequence.name());
        object.dump().add(Component.DATA);
        object.dependOn(sequence);
    }

    /** The entry has a dump id of its own, unlike that of a table's rows. */
    @Override
    public void write(SchemaObject<SequenceSet> object, EntryWriter out) {
        SequenceSet set = object.details();
        String name = out.quoting().literal(out.quoting().qualified(set.sequence()));
        out.add(TocEntry.builder(out.database().newDumpId(), "SEQUENCE SET", Section.DATA)
                .namespace(object.namespace())
                .tag(object.name())
                .owner(set.sequence().details().owner())
                .defn("SELECT pg_catalog.setval(" + name + ", " + set.lastValue() + ", " + set.called() + ");\n")
                .dependencies(List.of(set.sequence().dumpId()))
                .build());
    }
}
