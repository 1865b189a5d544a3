package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What would get in the way of rows that are loaded, and how it goes and comes back exactly as it was. Immutable.
 *
 * @param away what puts it out of the way, in order
 * @param back what brings it back once all rows are there, in order
 * @param last what comes back after everything else
 * @param foreignKeys what is done about foreign keys
 * @param findings what cannot be put out of the way
 */
record Obstacles(
        List<Action> away, List<Action> back, List<Action> last, ForeignKeys foreignKeys, List<Finding> findings) {

    static Obstacles of(Scope scope, Live live, Powers powers, boolean mayDefine, Set<Long> worthwhileIndexes) {
        Set<Long> touched = scope.touched(live);
        ForeignKeys keys = ForeignKeys.of(touched, live, powers, mayDefine, worthwhileIndexes);
        List<Action> away = new ArrayList<>();
        List<Action> back = new ArrayList<>();
        List<Action> last = new ArrayList<>();
        List<Finding> findings = new ArrayList<>(keys.findings());
        if (powers.superuser()) {
            eventTriggers(live, powers, away, last);
        }
        Triggers triggers = Triggers.of(touched, scope.deletedFrom(), live, powers, kept(live, keys));
        findings.addAll(triggers.findings());
        away.addAll(triggers.away());
        for (LooseConstraint constraint : live.looseConstraints()) {
            if (constraint.table() == 0 ? constraint.owned() : touched.contains(constraint.table())) {
                away.add(new Action(constraint.label(), constraint.drop()));
                // Children's first, so that their parents' merge with them.
                back.add(0, new Action(constraint.label(), constraint.add()));
            }
        }
        live.inheritedConstraints().stream()
                .filter(constraint -> touched.contains(constraint.table()))
                .forEach(constraint -> back.add(constraint.action()));
        back.addAll(triggers.back());
        if (!powers.seesAllRows()) {
            rowSecurity(live, affectedByPolicies(touched, keys), away, back);
        }
        return new Obstacles(List.copyOf(away), List.copyOf(back), List.copyOf(last), keys, List.copyOf(findings));
    }

    private static void eventTriggers(Live live, Powers powers, List<Action> away, List<Action> last) {
        for (EventTrigger trigger : live.eventTriggers()) {
            if (trigger.fires(powers.replica())) {
                away.add(new Action("event trigger " + trigger.name(), trigger.disable()));
                last.add(new Action("event trigger " + trigger.name(), trigger.restore()));
            }
        }
    }

    // The policies of an owner who has bound herself to them let not all rows in, and hide some from what checks.
    private static void rowSecurity(Live live, Set<Long> tables, List<Action> away, List<Action> back) {
        live.relations().values().stream()
                .filter(relation -> relation.forcedRowSecurity() && relation.owned() && tables.contains(relation.oid()))
                .forEach(relation -> {
                    String label = "row security of table " + relation.name();
                    String alter = "ALTER TABLE ONLY " + relation.name().sql();
                    away.add(new Action(label, alter + " NO FORCE ROW LEVEL SECURITY"));
                    back.add(new Action(label, alter + " FORCE ROW LEVEL SECURITY"));
                });
    }

    private static Set<Long> affectedByPolicies(Set<Long> touched, ForeignKeys keys) {
        Set<Long> tables = new HashSet<>(touched);
        Stream.concat(keys.rebuilt().stream(), keys.checked().stream()).forEach(key -> {
            tables.add(key.table());
            tables.add(key.referenced());
        });
        return tables;
    }

    private static Set<Long> kept(Live live, ForeignKeys keys) {
        Map<Long, ForeignKey> roots = ForeignKeys.roots(live);
        Set<Long> kept = new HashSet<>();
        roots.forEach((oid, root) -> {
            if (!keys.rebuilt().contains(root)) {
                kept.add(oid);
            }
        });
        return kept;
    }
}
