package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.SchemaReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a backup will do, known before anything is written.
 *
 * @param texts writes the entries of the archive, or hands over those that are written; asks the server nothing
 * @param warnings what the person should know of them
 * @param data how their rows are read
 * @param databaseBytes how large the data is, or the whole database
 */
record Planning(Supplier<SchemaPlan> texts, List<String> warnings, DataPlan data, long databaseBytes) {

    Planning {
        warnings = List.copyOf(warnings);
    }

    /** What only the server knows besides the schema. */
    private record Sizes(Map<Long, RelationSize> relations, long database) {

        /** The OID of pg_largeobject. */
        private static final long LARGE_OBJECTS = 2613;

        /** The server looks at every file for the size of the database: not for little data. */
        static Sizes of(Session session, List<Long> tables) {
            List<Long> files = new ArrayList<>(tables);
            files.add(LARGE_OBJECTS);
            Map<Long, RelationSize> relations = RelationSize.of(session, files);
            long bytes =
                    relations.values().stream().mapToLong(RelationSize::bytes).sum();
            return new Sizes(relations, DataPlan.isLittle(bytes) ? bytes : databaseSize(session));
        }

        private static long databaseSize(Session session) {
            return session.query(
                            "SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS size",
                            row -> row.bigint("size"))
                    .get(0);
        }
    }

    /**
     * Reads the schema. While its objects are put in order, the server looks for the sizes of files, which takes it about
     * as long. The texts can wait until rows are read; unless it is the texts that tell whether there can be an archive.
     *
     * @param reader reads the schema
     * @param tables the tables that are locked
     */
    static Planning of(Session session, SchemaReader reader, List<Long> tables, ArchiveEncoding encoding, Pace pace) {
        Catalog catalog = reader.catalog();
        SchemaPlan.Model model = SchemaPlan.read(session, reader);
        List<Long> withRows = catalog.selection().has(DumpFlag.SCHEMA_ONLY) ? List.of() : tables;
        try (Meanwhile<Sizes> asked = Meanwhile.ask(() -> Sizes.of(session, withRows))) {
            if (encoding.asks()) {
                asked.get();
            }
            OrderedSchema order = model.order(objects -> {
                encoding.learnNames(objects);
                return encoding.charset();
            });
            Supplier<SchemaPlan> texts = order::plan;
            if (encoding.asks() || catalog.archiveMajor() < catalog.major()) {
                SchemaPlan plan = order.plan();
                encoding.learnEntries(plan.items().entries());
                asked.get();
                model.requireNothingNewer(session, plan.items());
                texts = () -> plan;
            }
            Sizes sizes = asked.get();
            DataPlan data = DataPlan.of(session, order.data(), sizes.relations(), pace);
            return new Planning(texts, order.warnings(), data, sizes.database());
        }
    }
}
