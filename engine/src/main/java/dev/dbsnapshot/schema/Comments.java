package dev.dbsnapshot.schema;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All comments of a database that can be those of a user's objects ({@code collectComments}). Immutable. */
final class Comments {

    /**
     * Comments of what initdb made are no user's, but for those of schemas (public) and of large objects, whose OIDs a
     * user may choose.
     */
    static final String QUERY = """
        SELECT classoid, objoid, objsubid, description
        FROM pg_catalog.pg_description
        WHERE objoid >= 16384
           OR classoid IN ('pg_catalog.pg_namespace'::pg_catalog.regclass,
                           'pg_catalog.pg_largeobject'::pg_catalog.regclass)
        ORDER BY classoid, objoid, objsubid\
        """;

    /** Without any comment. */
    static final Comments NONE = new Comments(Map.of());

    private final Map<CatalogId, SortedMap<Integer, String>> byId;

    private Comments(Map<CatalogId, SortedMap<Integer, String>> byId) {
        this.byId = byId;
    }

    static Comments read(ReadAhead answers) {
        Map<CatalogId, SortedMap<Integer, String>> byId = new HashMap<>();
        answers.forEach(QUERY, row -> byId.computeIfAbsent(
                        new CatalogId(row.oid("classoid"), row.oid("objoid")), id -> new TreeMap<>())
                .put(row.integer("objsubid"), row.text("description")));
        return new Comments(byId);
    }

    /** The comments on an object and its parts, by {@code objsubid}. */
    SortedMap<Integer, String> on(CatalogId id) {
        return Collections.unmodifiableSortedMap(byId.getOrDefault(id, Collections.emptySortedMap()));
    }
}
