package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds loops that have no member in common ({@code findDependencyLoops}). For one use. */
final class LoopSearch {

    private final Database database;
    private final Set<Integer> processed = new HashSet<>();
    /** For an object's dump id the start that no path leads back to from it. */
    private final Map<Integer, Integer> searchFailed = new HashMap<>();

    LoopSearch(Database database) {
        this.database = database;
    }

    /**
     * Searches from each of these objects and hands every loop over at once: repairing one changes what the search
     * finds next.
     *
     * @param stuck what could not be sorted
     * @param repair breaks a loop
     */
    void repairIn(List<SchemaObject<?>> stuck, Consumer<List<SchemaObject<?>>> repair) {
        boolean found = false;
        for (SchemaObject<?> start : stuck) {
            List<SchemaObject<?>> loop = findLoop(start);
            if (loop == null) {
                processed.add(start.dumpId());
            } else {
                repair.accept(loop);
                loop.forEach(member -> processed.add(member.dumpId()));
                found = true;
            }
        }
        if (!found) {
            throw new IllegalStateException("could not identify dependency loop");
        }
    }

    /** An object on the path, and which of its dependencies is looked at next. */
    private static final class Branch {
        private final SchemaObject<?> object;
        private int next;

        Branch(SchemaObject<?> object) {
            this.object = object;
        }
    }

    /** Depth first without recursion, because a chain of dependencies may be as long as there are objects. */
    private @Nullable List<SchemaObject<?>> findLoop(SchemaObject<?> start) {
        List<SchemaObject<?>> path = new ArrayList<>();
        Set<Integer> onPath = new HashSet<>();
        Deque<Branch> branches = new ArrayDeque<>();
        if (enter(start, start, path, onPath, branches)) {
            return path;
        }
        while (!branches.isEmpty()) {
            Branch branch = branches.getLast();
            if (branch.next < branch.object.dependencyCount()) {
                SchemaObject<?> next = database.find(branch.object.dependency(branch.next++));
                if (next != null && enter(next, start, path, onPath, branches)) {
                    return path;
                }
            } else {
                branches.removeLast();
                SchemaObject<?> failed = path.remove(path.size() - 1);
                onPath.remove(failed.dumpId());
                searchFailed.put(failed.dumpId(), start.dumpId());
            }
        }
        return null;
    }

    /** Steps on an object unless that is of no use; says whether the path then leads back to the start. */
    private boolean enter(
            SchemaObject<?> object,
            SchemaObject<?> start,
            List<SchemaObject<?>> path,
            Set<Integer> onPath,
            Deque<Branch> branches) {
        int id = object.dumpId();
        boolean useless =
                processed.contains(id) || searchFailed.getOrDefault(id, 0) == start.dumpId() || onPath.contains(id);
        if (useless) {
            return false;
        }
        path.add(object);
        onPath.add(id);
        branches.addLast(new Branch(object));
        for (int i = 0; i < object.dependencyCount(); i++) {
            if (object.dependency(i) == start.dumpId()) {
                return true;
            }
        }
        return false;
    }
}
