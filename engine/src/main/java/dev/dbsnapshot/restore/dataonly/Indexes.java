package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which indexes are dropped before the rows and made again after them, because that takes a fraction of the time.
 * Immutable.
 *
 * @param rebuilt those, the indexes of the largest tables first
 * @param checkedLate those that stay and let duplicates in, because the triggers that would find them do not fire
 */
record Indexes(List<Index> rebuilt, List<Index> checkedLate) {

    static final Indexes NONE = new Indexes(List.of(), List.of());

    /** OIDs of indexes that would better be made again, if the foreign keys that need them can be too. */
    static Set<Long> worthwhile(Scope scope, Live live, long leastBytes) {
        Set<Long> large = new HashSet<>();
        for (Target target : scope.targets()) {
            if (!target.isConfiguration() && target.archived().bytes() >= leastBytes) {
                large.add(target.table().oid());
            }
        }
        Set<Long> worthwhile = new HashSet<>();
        for (Index index : live.indexes()) {
            if (large.contains(index.table()) && index.rebuildable() && !index.dependents()) {
                worthwhile.add(index.oid());
            }
        }
        return worthwhile;
    }

    static Indexes of(Scope scope, Live live, Set<Long> worthwhile, ForeignKeys keys, boolean replica) {
        Map<Long, ForeignKey> roots = ForeignKeys.roots(live);
        Set<Long> needed = new HashSet<>();
        for (ForeignKey key : live.foreignKeys()) {
            if (!keys.rebuilt().contains(roots.get(key.oid()))) {
                needed.add(key.index());
            }
        }
        Map<Long, Integer> places = new HashMap<>();
        scope.targets().forEach(target -> places.put(target.table().oid(), places.size()));
        List<Index> rebuilt = new ArrayList<>(live.indexes().stream()
                .filter(index -> worthwhile.contains(index.oid()) && !needed.contains(index.oid()))
                .toList());
        // In the order of the OIDs among those of one table: ON CONFLICT and foreign keys take the first that fits.
        rebuilt.sort((a, b) -> Integer.compare(
                places.getOrDefault(a.table(), Integer.MAX_VALUE), places.getOrDefault(b.table(), Integer.MAX_VALUE)));
        Set<Long> touched = scope.touched(live);
        List<Index> late = live.indexes().stream()
                .filter(index -> replica && index.checksLate() && touched.contains(index.table()))
                .filter(index -> !rebuilt.contains(index) && isTable(live, index.table()))
                .toList();
        return new Indexes(List.copyOf(rebuilt), late);
    }

    private static boolean isTable(Live live, long oid) {
        Relation relation = live.relation(oid);
        return relation != null && relation.is(Relation.TABLE);
    }

    static Action drop(Index index, Relation table) {
        return new Action(
                label(index),
                index.constraintName() == null
                        ? "DROP INDEX " + index.name().sql()
                        : "ALTER TABLE ONLY " + table.name().sql() + " DROP CONSTRAINT "
                                + SqlText.id(index.constraintName()));
    }

    static Action create(Index index, Relation table) {
        StringBuilder sql = new StringBuilder("SET LOCAL default_tablespace = ")
                .append(index.tablespace().isEmpty() ? "''" : SqlText.id(index.tablespace()))
                .append(";\n")
                .append(index.definition());
        if (index.constraintName() != null && index.constraintClause() != null) {
            String[] clause = index.constraintClause().split("\n", -1);
            sql.append(";\nALTER TABLE ONLY ")
                    .append(table.name().sql())
                    .append(" ADD CONSTRAINT ")
                    .append(SqlText.id(index.constraintName()))
                    .append(' ')
                    .append(clause[0])
                    .append(" USING INDEX ")
                    .append(SqlText.id(index.name().name()))
                    .append(clause[1]);
        }
        index.afterwards().forEach(statement -> sql.append(";\n").append(statement));
        return new Action(label(index), sql.toString());
    }

    static String label(Index index) {
        return (index.constraintName() == null ? "index " : "constraint ") + index.name();
    }
}
