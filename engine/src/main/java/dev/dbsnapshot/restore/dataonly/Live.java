package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.connect.Session;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is in the live database, as far as it matters for replacing rows; read with a constant number of queries.
 * Immutable.
 */
record Live(
        int major,
        Map<Long, Relation> relations,
        Map<Name, Relation> byName,
        Map<Long, List<Column>> columns,
        Map<Long, List<Relation>> partitions,
        List<Trigger> triggers,
        List<EventTrigger> eventTriggers,
        List<ForeignKey> foreignKeys,
        List<Index> indexes,
        List<LooseConstraint> looseConstraints,
        List<LooseConstraint.Inherited> inheritedConstraints,
        Set<Long> withInsertRules,
        Map<Long, String> unreadable,
        SortedOids largeObjects,
        long largeObjectsOfOthers,
        Map<Long, String> largeObjectComments) {

    /** There may be millions: many in a row. */
    private static final String LARGE_OBJECTS = """
        SELECT pg_catalog.pg_has_role(lomowner, 'USAGE') AS owned, pg_catalog.array_agg(oid)::pg_catalog.text AS oids
        FROM pg_catalog.pg_largeobject_metadata GROUP BY 1, oid::pg_catalog.int8 / 100000\
        """;

    /** Large objects that the role owns, or that it does not. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    private record LargeObjects(boolean owned, long[] oids) {
        static LargeObjects read(Row row) {
            String text = row.text("oids");
            long[] oids = Arrays.stream(text.substring(1, text.length() - 1).split(","))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new LargeObjects(row.bool("owned"), oids);
        }
    }

    /**
     * A column of a table.
     *
     * @param generated whether its values are computed, so that none can be loaded
     * @param needed whether a row without a value for it is refused
     */
    record Column(long table, String name, boolean generated, boolean needed) {}

    private static final String COLUMNS = """
        SELECT a.attrelid, a.attname, a.attgenerated <> '' AS generated,
            (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL AS needed
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid >= 16384
        ORDER BY a.attrelid, a.attnum
        """;

    // REFRESH reads as the owner of the materialized view.
    private static final String UNREADABLE = """
        SELECT r.ev_class AS oid, pg_catalog.pg_get_userbyid(c.relowner) || ' on '
            || pg_catalog.string_agg(DISTINCT d.refobjid::pg_catalog.regclass::text, ', ') AS what
        FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_class c ON c.oid = r.ev_class AND c.relkind = 'm'
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> c.oid
        JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p', 'v', 'm', 'f')
        WHERE NOT pg_catalog.has_table_privilege(c.relowner, t.oid, 'SELECT')
            AND NOT pg_catalog.has_any_column_privilege(c.relowner, t.oid, 'SELECT')
        GROUP BY r.ev_class, c.relowner
        """;

    static Live read(Session session) {
        int major = session.version().major();
        List<Relation> relations = session.query(Relation.QUERY, Relation::read);
        List<Column> columns = session.query(
                COLUMNS,
                row -> new Column(row.oid("attrelid"), row.text("attname"), row.bool("generated"), row.bool("needed")));
        List<LargeObjects> largeObjects = session.query(LARGE_OBJECTS, LargeObjects::read);
        Map<Long, String> largeObjectComments = new HashMap<>();
        session.query(
                "SELECT objoid, description FROM pg_catalog.pg_description WHERE classoid ="
                        + " 'pg_catalog.pg_largeobject'::pg_catalog.regclass AND objsubid = 0",
                row -> largeObjectComments.put(row.oid("objoid"), row.text("description")));
        Map<Long, String> unreadable = new HashMap<>();
        session.query(UNREADABLE, row -> unreadable.put(row.oid("oid"), row.text("what")));
        return new Live(
                major,
                relations.stream().collect(Collectors.toMap(Relation::oid, Function.identity())),
                relations.stream().collect(Collectors.toMap(Relation::name, Function.identity())),
                columns.stream().collect(Collectors.groupingBy(Column::table)),
                relations.stream()
                        .filter(relation -> relation.partitionOf() != 0)
                        .collect(Collectors.groupingBy(Relation::partitionOf)),
                session.query(Trigger.QUERY, Trigger::read),
                session.query(EventTrigger.QUERY, EventTrigger::read),
                session.query(ForeignKey.query(major), ForeignKey::read),
                session.query(Index.query(major), Index::read),
                session.query(LooseConstraint.query(major), LooseConstraint::read),
                session.query(LooseConstraint.Inherited.query(major), LooseConstraint.Inherited::read),
                Set.copyOf(session.query(
                        "SELECT DISTINCT ev_class FROM pg_catalog.pg_rewrite WHERE ev_type = '3' AND ev_enabled <> 'D'",
                        row -> row.oid("ev_class"))),
                Map.copyOf(unreadable),
                SortedOids.of(largeObjects.stream().flatMapToLong(some -> Arrays.stream(some.oids()))),
                largeObjects.stream()
                        .filter(some -> !some.owned())
                        .mapToLong(some -> some.oids().length)
                        .sum(),
                Map.copyOf(largeObjectComments));
    }

    Optional<Relation> find(Name name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Nullable
    Relation relation(long oid) {
        return relations.get(oid);
    }

    /** The partitions of a table at all levels that have rows themselves, foreign tables included. */
    Set<Relation> leaves(long table) {
        Set<Relation> leaves = new HashSet<>();
        for (Relation partition : partitions.getOrDefault(table, List.of())) {
            if (partition.is(Relation.PARTITIONED)) {
                leaves.addAll(leaves(partition.oid()));
            } else {
                leaves.add(partition);
            }
        }
        return leaves;
    }
}
