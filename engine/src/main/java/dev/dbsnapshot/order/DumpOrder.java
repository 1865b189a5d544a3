package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.Boundary;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.SchemaObject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The order in which pg_dump writes the objects of a database. */
public final class DumpOrder {

    private DumpOrder() {}

    /**
     * Sorts by type and name, then moves what must come before what needs it. Changes the graph: sections are made to
     * follow each other ({@code addBoundaryDependencies}), and loops are broken.
     *
     * @param database what to sort
     * @param kinds all kinds, in the order in which they were read
     */
    public static List<SchemaObject<?>> of(Database database, List<Kind<?>> kinds) {
        return of(database, kinds, StandardCharsets.UTF_8);
    }

    /**
     * Sorts for an archive in this encoding: pg_dump compares names by their bytes.
     *
     * @param charset what encodes every name
     */
    public static List<SchemaObject<?>> of(Database database, List<Kind<?>> kinds, Charset charset) {
        Sections.separate(database);
        List<SchemaObject<?>> byName = new ArrayList<>(database.objects());
        byName.sort(new TypeNameOrder(kinds, database.catalog().archiveMajor(), charset));
        LoopRepair repair = new LoopRepair(database, kinds);
        TopologicalSort.Result result = TopologicalSort.of(byName);
        while (!result.complete()) {
            new LoopSearch(database).repairIn(result.objects(), repair::repair);
            result = TopologicalSort.of(byName);
        }
        return result.objects().stream()
                .filter(object -> !(object.details() instanceof Boundary))
                .toList();
    }
}
