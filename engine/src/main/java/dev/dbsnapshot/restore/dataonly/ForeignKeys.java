package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done about the foreign keys of the tables whose rows are replaced. Immutable.
 *
 * @param rebuilt those that are dropped, and made again after the rows and the indexes, which checks them
 * @param checked those that stay, whose triggers do not fire, and that a query checks
 * @param findings those that nothing can be done about
 */
record ForeignKeys(List<ForeignKey> rebuilt, List<ForeignKey> checked, List<Finding> findings) {

    /**
     * Decides.
     *
     * @param touched the tables whose rows are replaced, and whose rows they are
     * @param mayDefine whether the role may use DDL without an event trigger
     * @param worthwhile indexes that would better be made again, which only those without foreign keys can be
     */
    static ForeignKeys of(Set<Long> touched, Live live, Powers powers, boolean mayDefine, Set<Long> worthwhile) {
        return new Decision(live, powers, mayDefine, worthwhile).of(touched);
    }

    /** Roots of all foreign keys by the OIDs of their parts on partitions, and of themselves. */
    static Map<Long, ForeignKey> roots(Live live) {
        return roots(live.foreignKeys());
    }

    /** The same of these. */
    static Map<Long, ForeignKey> roots(List<ForeignKey> keys) {
        Map<Long, ForeignKey> byOid = new HashMap<>();
        keys.forEach(key -> byOid.put(key.oid(), key));
        Map<Long, ForeignKey> roots = new HashMap<>();
        for (ForeignKey key : keys) {
            ForeignKey root = key;
            for (ForeignKey next = byOid.get(root.parent()); next != null; next = byOid.get(root.parent())) {
                root = next;
            }
            roots.put(key.oid(), root);
        }
        return roots;
    }

    private static final class Decision {
        private final Live live;
        private final Powers powers;
        private final boolean mayDefine;
        private final Set<Long> worthwhile;
        private final Set<Long> unusual;
        private final List<ForeignKey> rebuilt = new ArrayList<>();
        private final List<ForeignKey> checked = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Decision(Live live, Powers powers, boolean mayDefine, Set<Long> worthwhile) {
            this.live = live;
            this.powers = powers;
            this.mayDefine = mayDefine;
            this.worthwhile = worthwhile;
            Map<Long, ForeignKey> roots = roots(live);
            Set<Long> changed = new HashSet<>();
            live.foreignKeys().stream()
                    .filter(key -> !key.hasUsualTriggers())
                    .forEach(key ->
                            changed.add(roots.getOrDefault(key.oid(), key).oid()));
            this.unusual = changed;
        }

        ForeignKeys of(Set<Long> touched) {
            live.foreignKeys().stream()
                    .filter(key -> key.parent() == 0 && (!key.isSwitchedOff() || !key.enforced()))
                    .filter(key -> touched.contains(key.table()) || touched.contains(key.referenced()))
                    .forEach(this::decide);
            return new ForeignKeys(List.copyOf(rebuilt), List.copyOf(checked), List.copyOf(findings));
        }

        private void decide(ForeignKey key) {
            Relation table = live.relation(key.table());
            String reason = reasonToKeep(key, table);
            if (!key.enforced()) {
                // TRUNCATE (of 18) overlooks that a table without triggers refers to others, though it is named.
                if (reason.isEmpty()) {
                    rebuilt.add(key);
                }
                return;
            }
            boolean wanted = key.temporal() || worthwhile.contains(key.index()) || !powers.replica();
            if (wanted && reason.isEmpty()) {
                rebuilt.add(key);
            } else if (powers.replica() && !key.temporal()) {
                if (key.validated()) {
                    checked.add(key);
                }
            } else {
                findings.add(Finding.blocks(
                                ErrorCode.PRIVILEGE,
                                "foreign keys cannot be put out of the way, because " + reason,
                                "restore as superuser, or have a superuser run (from PostgreSQL 15 on)"
                                        + " GRANT SET ON PARAMETER session_replication_role TO the role")
                        .naming(List.of(key.name() + " of table " + (table == null ? key.table() : table.name()))));
            }
        }

        private String reasonToKeep(ForeignKey key, @Nullable Relation table) {
            if (!mayDefine) {
                return "an event trigger would fire if they were dropped and made again";
            }
            if (unusual.contains(key.oid())) {
                return "somebody has changed the states of their triggers, which only a superuser can restore";
            }
            if (table == null || !table.owned()) {
                return "the role does not own their tables";
            }
            Relation referenced = live.relation(key.referenced());
            if (!table.reachable() || referenced == null || !referenced.reachable()) {
                return "the role may not look into the schema of one of their tables";
            }
            return key.referable() ? "" : "the role has no REFERENCES privilege on the tables that they refer to";
        }
    }
}
