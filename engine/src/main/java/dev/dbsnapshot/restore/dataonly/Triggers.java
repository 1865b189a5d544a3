package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is done about the triggers that rows would fire: they are disabled, and get back the state that they had.
 * Immutable.
 */
record Triggers(List<Action> away, List<Action> back, List<Finding> findings) {

    /**
     * Decides.
     *
     * @param touched the tables whose rows are replaced, and whose rows they are
     * @param deletedFrom those of them whose rows are deleted and not truncated
     * @param kept foreign keys that stay, parts on partitions included
     */
    static Triggers of(Set<Long> touched, Set<Long> deletedFrom, Live live, Powers powers, Set<Long> kept) {
        List<Trigger> firing = live.triggers().stream()
                .filter(trigger -> touched.contains(trigger.table()) && trigger.fires(powers.replica()))
                .filter(trigger -> !trigger.onDelete() || deletedFrom.contains(trigger.table()))
                .filter(trigger -> !trigger.ofUniqueness())
                .filter(trigger -> !trigger.ofForeignKey() || kept.contains(trigger.constraint()))
                .toList();
        boolean copiesAreFirm = !powers.superuser() && live.major() < 13;
        List<Action> away = new ArrayList<>();
        List<Action> back = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Set<Trigger> originals = new LinkedHashSet<>();
        Map<Long, List<Trigger>> byTable =
                firing.stream().collect(Collectors.groupingBy(Trigger::table, LinkedHashMap::new, Collectors.toList()));
        byTable.forEach((oid, triggers) -> {
            Relation table = live.relation(oid);
            if (table == null) {
                return;
            }
            List<Trigger> disabled = new ArrayList<>();
            for (Trigger trigger : triggers) {
                if (trigger.ofForeignKey() && !powers.superuser()) {
                    // Without replica the foreign key is a finding itself.
                    if (powers.replica()) {
                        findings.add(firm(table, trigger));
                    }
                } else if (copiesAreFirm && (table.is(Relation.PARTITIONED) || trigger.isCopy())) {
                    // 12 lets nobody but a superuser disable a partition's copy; the original is dropped instead, which
                    // may itself be disabled, because ALTER TABLE does not tell the copies.
                    original(trigger, table, live)
                            .ifPresentOrElse(originals::add, () -> findings.add(firm(table, trigger)));
                } else {
                    disabled.add(trigger);
                }
            }
            if (!disabled.isEmpty()) {
                away.add(altering(table, disabled.stream().map(Trigger::disable).toList()));
                back.add(altering(table, disabled.stream().map(Trigger::restore).toList()));
            }
        });
        originals.forEach(trigger -> rebuild(trigger, live, away, back, findings));
        return new Triggers(List.copyOf(away), List.copyOf(back), List.copyOf(findings));
    }

    private static Action altering(Relation table, List<String> actions) {
        return new Action(
                "triggers of table " + table.name(),
                "ALTER TABLE ONLY " + table.name().sql() + " " + String.join(", ", actions));
    }

    private static Optional<Trigger> original(Trigger trigger, Relation table, Live live) {
        if (!trigger.isCopy()) {
            return Optional.of(trigger);
        }
        List<Long> above = above(table, live);
        return live.triggers().stream()
                .filter(other -> !other.internal() && other.name().equals(trigger.name()))
                .filter(other -> above.contains(other.table()))
                .findFirst();
    }

    /** The tables that this one is a partition of, at all levels. */
    private static List<Long> above(@Nullable Relation table, Live live) {
        List<Long> above = new ArrayList<>();
        Relation next = table;
        while (next != null && next.partitionOf() != 0) {
            above.add(next.partitionOf());
            next = live.relation(next.partitionOf());
        }
        return above;
    }

    private static void rebuild(
            Trigger trigger, Live live, List<Action> away, List<Action> back, List<Finding> findings) {
        Relation table = live.relation(trigger.table());
        if (table == null) {
            return;
        }
        boolean usual = live.triggers().stream()
                .filter(copy -> copy.isCopy() && copy.name().equals(trigger.name()))
                .filter(copy -> above(live.relation(copy.table()), live).contains(table.oid()))
                .allMatch(copy -> copy.state() == 'O');
        if (!usual) {
            findings.add(firm(table, trigger));
            return;
        }
        String label = "trigger " + trigger.name() + " of table " + table.name();
        away.add(new Action(
                label,
                "DROP TRIGGER " + SqlText.id(trigger.name()) + " ON "
                        + table.name().sql()));
        back.add(new Action(
                label, trigger.create() + "; ALTER TABLE ONLY " + table.name().sql() + " " + trigger.restore()));
    }

    private static Finding firm(Relation table, Trigger trigger) {
        return Finding.blocks(
                        ErrorCode.PRIVILEGE,
                        "triggers would fire, and only a superuser can disable them and restore their states",
                        "restore as superuser")
                .naming(List.of("trigger " + trigger.name() + " of table " + table.name()));
    }
}
