package dev.dbsnapshot.schema;

import java.util.List;

/**
 * A kind of database object: how it is read, where it stands, what entries it makes. One implementation is one file in
 * {@code schema.kind} and one line in {@code Kinds}. Implementations hold no state between databases.
 *
 * @param <R> what the kind knows of one object
 */
public interface Kind<R> {

    /** What one object is called in messages, for example {@code index}. */
    String noun();

    /** The type of the record, by which other kinds find these objects in the {@link Database}. */
    Class<R> type();

    /** Where objects of this kind stand before dependencies are looked at. */
    Priority priority(R details);

    /** The queries that the kind needs: always the same number, in the order in which it takes their rows. */
    List<CatalogQuery> queries(Catalog catalog);

    /** Whether {@link #queries(Database)} looks at objects, so that nothing can be asked ahead of them. */
    default boolean looksAtObjects(Catalog catalog) {
        return false;
    }

    /** The same, for a kind that asks only for what goes with objects that were read before. */
    default List<CatalogQuery> queries(Database database) {
        return queries(database.catalog());
    }

    /**
     * Makes objects from the rows. Kinds are read in the order of {@code Kinds}, so that what an object refers to at
     * once (its namespace, its table) is already there.
     */
    void read(CatalogRows rows, Database database);

    /** Links what was read with objects of other kinds. Called in the order of {@code Kinds} when all are read. */
    default void link(Database database) {}

    /**
     * What tells two objects of equal namespace and name apart, most significant first ({@code DOTypeNameCompare}).
     * Numbers are compared as numbers if both are {@link Long}, everything else as text by bytes.
     */
    default List<Comparable<?>> tieBreak(SchemaObject<R> object) {
        return List.of();
    }

    /**
     * How many values of {@link #tieBreak} pg_dump 12 compares: its last release knows few of them, and asks the object
     * ids otherwise. The rest came with minor releases of 13 and later, after the end of 12.
     */
    default int tieBreaksOf12() {
        return 0;
    }

    /** When {@link #breakLoop} is asked; pg_dump tries one sort of loop after the other. */
    default LoopTurn loopTurn() {
        return LoopTurn.NEVER;
    }

    /**
     * Tries to break a dependency loop in the way that pg_dump breaks it.
     *
     * @return whether the kind knew the loop and broke it
     */
    default boolean breakLoop(Loop loop) {
        return false;
    }

    /** Writes the object's entries: its own, and those for its comments. Called only if something of it is dumped. */
    void write(SchemaObject<R> object, EntryWriter out);
}
