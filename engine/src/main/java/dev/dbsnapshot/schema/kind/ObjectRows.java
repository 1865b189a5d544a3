package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;
import java.util.Objects;

/**
 * How rows become objects, and which rows are read at all.
 *
 * <p>pg_dump reads many catalogs whole and then dumps nothing of what initdb made. We leave the latter out of the
 * queries: an object only ever moves what it depends on ({@code TopoSort} fills the archive from its end and takes the
 * last object that nothing unplaced needs), and an entry's list of dependencies looks through an undumped object to
 * what that one depends on ({@code findDumpableDependencies}). What initdb made depends on nothing but what initdb made,
 * and nothing of that is dumped; so neither order nor dependencies can tell the difference. Objects made later are read
 * in every schema, since they may hang on an extension.
 */
final class ObjectRows {

    /** The first OID that initdb does not use ({@code FirstNormalObjectId}). */
    static final long FIRST_NORMAL_OBJECT_ID = 16384;

    private ObjectRows() {}

    /** Adds an object from the columns {@code tableoid}, {@code oid}, {@code nspname} and {@code name}. */
    static <R> SchemaObject<R> add(Kind<R> kind, R details, Row row, Database database) {
        return database.add(
                kind,
                details,
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                row.textOrNull("nspname"),
                row.text("name"));
    }

    /** Adds an object, and decides by the rule for kinds without rules of their own what of it is dumped. */
    static <R> SchemaObject<R> select(Kind<R> kind, R details, Row row, Database database) {
        SchemaObject<R> object = add(kind, details, row, database);
        database.catalog().selection().select(object, database);
        return object;
    }

    /** An array column without NULL elements. */
    static List<String> texts(Row row, String column) {
        return row.isNull(column)
                ? List.of()
                : row.array(column).stream().map(Objects::requireNonNull).toList();
    }
}
