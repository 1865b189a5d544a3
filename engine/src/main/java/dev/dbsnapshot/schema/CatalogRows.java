package dev.dbsnapshot.schema;

import dev.dbsnapshot.connect.Row;
import java.util.function.Consumer;

/** The rows of a kind's queries. */
@FunctionalInterface
public interface CatalogRows {
    /** Feeds every row of the query of this name, once, in order. */
    void forEach(String queryName, Consumer<Row> consumer);
}
