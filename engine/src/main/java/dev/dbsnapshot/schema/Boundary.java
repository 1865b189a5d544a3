package dev.dbsnapshot.schema;

import java.util.List;

/** The points between the sections of an archive, which are objects in the dependency graph. */
public enum Boundary {
    /** Between definitions that data needs and data. */
    PRE_DATA(Priority.PRE_DATA_BOUNDARY),
    /** Between data and definitions that need data. */
    POST_DATA(Priority.POST_DATA_BOUNDARY);

    private final Priority priority;

    Boundary(Priority priority) {
        this.priority = priority;
    }

    /** Not in {@code Kinds}: nothing is read, and nothing written. */
    static final class BoundaryKind implements Kind<Boundary> {
        @Override
        public String noun() {
            return "section boundary";
        }

        @Override
        public Class<Boundary> type() {
            return Boundary.class;
        }

        @Override
        public Priority priority(Boundary boundary) {
            return boundary.priority;
        }

        @Override
        public List<CatalogQuery> queries(Catalog catalog) {
            return List.of();
        }

        @Override
        public void read(CatalogRows rows, Database database) {}

        @Override
        public void write(SchemaObject<Boundary> object, EntryWriter out) {}
    }
}
