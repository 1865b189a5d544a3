package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.replay.Statements;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names and comments of the parts that foreign keys of or to partitioned tables have on partitions. Making such a
 * foreign key again gives its parts new names, which the old ones then replace. Immutable.
 */
record ForeignKeyParts(Map<Part, Named> parts, Map<Long, List<ForeignKey>> older, Map<Long, Relation> relations) {

    /**
     * A part.
     *
     * @param rootTable the table of the foreign key that it is a part of
     * @param root that one's name
     * @param table OID of the part's table
     * @param referenced OID of the table that it refers to
     */
    record Part(long rootTable, String root, long table, long referenced) {}

    record Named(String name, @Nullable String comment) {}

    static ForeignKeyParts of(DataPlan plan) {
        Set<ForeignKey> rebuilt = new HashSet<>(plan.obstacles().foreignKeys().rebuilt());
        Map<Long, ForeignKey> roots = ForeignKeys.roots(plan.live());
        Map<Long, List<ForeignKey>> older = plan.live().foreignKeys().stream()
                .filter(key -> key.parent() != 0 && key.standsAlone())
                .collect(Collectors.groupingBy(
                        key -> roots.getOrDefault(key.oid(), key).oid()));
        return new ForeignKeyParts(
                parts(plan.live().foreignKeys(), roots, rebuilt),
                older,
                plan.live().relations());
    }

    /** Parts that were foreign keys of their own before their table became a partition. */
    List<ForeignKey> madeBefore(ForeignKey root) {
        return older.getOrDefault(root.oid(), List.of()).stream()
                .filter(part -> part.table() != root.table() && part.referenced() == root.referenced())
                .toList();
    }

    private static Map<Part, Named> parts(List<ForeignKey> keys, Map<Long, ForeignKey> roots, Set<ForeignKey> rebuilt) {
        Map<Part, Named> parts = new HashMap<>();
        for (ForeignKey key : keys) {
            ForeignKey root = roots.get(key.oid());
            if (key.parent() != 0 && root != null && rebuilt.contains(root)) {
                parts.put(
                        new Part(root.table(), root.name(), key.table(), key.referenced()),
                        new Named(key.name(), key.comment()));
            }
        }
        return parts;
    }

    /** Gives the parts their names and comments back, after the foreign keys were made again. */
    void restore(Session session, Statements statements) {
        if (parts.isEmpty()) {
            return;
        }
        List<ForeignKey> now = session.query(ForeignKey.query(session.version().major()), ForeignKey::read);
        Map<Long, ForeignKey> roots = ForeignKeys.roots(now);
        List<Runnable> second = new ArrayList<>();
        int number = 0;
        for (ForeignKey key : now) {
            ForeignKey root = roots.get(key.oid());
            Named named = root == null || key.parent() == 0
                    ? null
                    : parts.get(new Part(root.table(), root.name(), key.table(), key.referenced()));
            Relation table = relations.get(key.table());
            if (named == null || table == null) {
                continue;
            }
            if (!named.name().equals(key.name())) {
                // Over a name that nobody has: two parts may have to change names.
                String between = "db_snapshot_" + ++number;
                rename(statements, table, key.name(), between);
                second.add(() -> rename(statements, table, between, named.name()));
            }
            String comment = named.comment();
            if (comment != null) {
                second.add(() -> statements.add(
                        key.label(table),
                        "COMMENT ON CONSTRAINT " + SqlText.id(named.name()) + " ON "
                                + table.name().sql() + " IS" + SqlText.literal(comment)));
            }
        }
        second.forEach(Runnable::run);
        statements.flush();
    }

    private static void rename(Statements statements, Relation table, String from, String to) {
        statements.add(
                "foreign key " + from + " of " + table.name(),
                "ALTER TABLE " + table.name().sql() + " RENAME CONSTRAINT " + SqlText.id(from) + " TO "
                        + SqlText.id(to));
    }
}
