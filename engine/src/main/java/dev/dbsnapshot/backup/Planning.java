package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import java.util.List;
import java.util.Map;

/**
 * What a backup will do, known before anything is written.
 *
 * @param schema the entries of the archive
 * @param data how their rows are read
 * @param databaseBytes how large the database is
 */
record Planning(SchemaPlan schema, DataPlan data, long databaseBytes) {

    /** What only the server knows besides the schema. */
    private record Sizes(Map<Long, RelationSize> relations, long database) {

        static Sizes of(Session session, List<Long> tables) {
            return new Sizes(RelationSize.of(session, tables), databaseSize(session));
        }

        private static long databaseSize(Session session) {
            return session.query(
                            "SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS size",
                            row -> row.bigint("size"))
                    .get(0);
        }
    }

    /**
     * Reads the schema. While its entries are written, the server looks for the sizes of files, which takes it about as
     * long.
     *
     * @param tables the tables that are locked
     */
    static Planning of(
            Session session,
            Server server,
            Selection selection,
            List<Long> tables,
            ArchiveEncoding encoding,
            Pace pace) {
        SchemaPlan.Model model = SchemaPlan.read(session, Catalog.of(server, selection), Kinds.all());
        List<Long> withRows = selection.has(DumpFlag.SCHEMA_ONLY) ? List.of() : tables;
        try (Meanwhile<Sizes> asked = Meanwhile.ask(() -> Sizes.of(session, withRows))) {
            if (encoding.asks()) {
                asked.get();
            }
            SchemaPlan plan = model.plan(objects -> {
                encoding.learnNames(objects);
                return encoding.charset();
            });
            encoding.learnEntries(plan.items().entries());
            Sizes sizes = asked.get();
            model.requireNothingNewer(session, plan.items());
            return new Planning(plan, DataPlan.of(session, plan.items(), sizes.relations(), pace), sizes.database());
        }
    }
}
