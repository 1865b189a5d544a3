package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Breaks loops ({@code repairDependencyLoop}): kinds know how, and what none knows is broken somewhere. */
final class LoopRepair {

    private final Database database;
    private final List<Kind<?>> breakers;

    LoopRepair(Database database, List<Kind<?>> kinds) {
        this.database = database;
        this.breakers = kinds.stream()
                .filter(kind -> kind.loopTurn() != LoopTurn.NEVER)
                .sorted(Comparator.comparing(Kind::loopTurn))
                .collect(Collectors.toUnmodifiableList());
    }

    void repair(List<SchemaObject<?>> members) {
        Loop loop = new Loop(members, database);
        for (Kind<?> breaker : breakers) {
            if (breaker.breakLoop(loop)) {
                return;
            }
        }
        if (loop.size() == 1 && loop.get(0).priority() == Priority.TABLE) {
            // A column that depends on another one, or on the whole of its table, as pg_depend has it for partitions.
            loop.get(0).forgetDependency(loop.get(0));
            return;
        }
        if (members.stream().allMatch(member -> member.priority() == Priority.TABLE_DATA)) {
            String tables = members.stream().map(SchemaObject::name).collect(Collectors.joining(", "));
            database.warn("there are circular foreign-key constraints "
                    + (members.size() == 1 ? "on this table: " : "among these tables: ") + tables
                    + "; their rows alone may not be restorable: disable the triggers meanwhile, or make a full backup"
                    + " instead of one with --data-only");
        } else {
            String names = members.stream().map(SchemaObject::toString).collect(Collectors.joining(", "));
            database.warn("could not resolve the dependency loop among these items: " + names);
        }
        loop.get(0).forgetDependency(loop.after(0));
    }
}
